/**
 * How well each symptom fits what somebody typed or pasted, from 0 (not at all) upwards, in order of the
 * symptoms. Compares groups of three letters, the rarer ones counting more, so that endings, apostrophes, names
 * in between and languages without spaces do no harm. Runs in browsers.
 */
export function rankSymptoms(query: string, symptoms: string[]): number[] {
  const wanted = groups(query);
  const known = symptoms.map(groups);
  const frequency = (group: string) => known.filter((each) => each.has(group)).length;
  return known.map((own) => {
    const shared = [...wanted].filter((group) => own.has(group));
    const score = shared.reduce((sum, group) => sum + 1 / frequency(group), 0);
    const fit = score / Math.min(wanted.size, own.size);
    return fit < LEAST_FIT ? 0 : score;
  });
}

/** Below this part of what could be shared, two texts are alike by chance. */
const LEAST_FIT = 0.2;

function groups(text: string): Set<string> {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
  return new Set(
    Array.from(letters, (_, at) => letters.slice(at, at + 3)).filter(({ length }) => length > 2),
  );
}
