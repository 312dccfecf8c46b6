/**
 * How well each symptom fits what somebody typed or pasted, from 0 (not at all) upwards, in order of the symptoms.
 * Compares groups of three letters, the rarer ones counting more, so that endings, apostrophes, names in between and
 * languages without spaces do no harm; and that phrase by phrase, for a symptom says the same in several ways. All
 * ranks are 0 where nothing fits, where two fit alike, or where it is something else that fits. Runs in browsers.
 *
 * @param symptoms each a text, or one in each of several languages, by line
 * @param others what else may be asked about, and is no answer
 */
export function rankSymptoms(query: string, symptoms: string[], others: string[] = []): number[] {
  const wanted = groups(query);
  const known = [...symptoms, ...others].map((text) => text.split(PHRASE_ENDS).map(groups));
  const frequency = (group: string) =>
    known.filter((phrases) => phrases.some((phrase) => phrase.has(group))).length;
  const weigh = (all: Set<string>) => [...all].reduce((sum, group) => sum + 1 / (frequency(group) || 1), 0);
  const limit = weigh(wanted);
  const ranks = known.map((phrases) => {
    const found = phrases.map((phrase) => {
      const shared = new Set([...phrase].filter((group) => wanted.has(group)));
      return weigh(shared) < LEAST_FIT * Math.min(limit, weigh(phrase)) ? [] : [...shared];
    });
    return weigh(new Set(found.flat()));
  });
  const [best = 0, second = 0] = [...ranks].sort((a, b) => b - a);
  const isAnswer = best >= LEAST_RANK && best >= LEAST_LEAD * second && ranks.indexOf(best) < symptoms.length;
  return symptoms.map((_, at) => (isAnswer && ranks[at]) || 0);
}

/** Below this part of what could be shared, a phrase is alike by chance. */
const LEAST_FIT = 0.5;

/** One group that no other symptom has. */
const LEAST_RANK = 1.5;

/** Below this, two symptoms fit alike. */
const LEAST_LEAD = 1.1;

/** An apostrophe ends none, but is what closes a quotation in Korean. */
const PHRASE_ENDS = /[\n“”„«»「」‘:：,，、،]+/;

function groups(text: string): Set<string> {
  const letters = ` ${text} `
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
  return new Set(
    Array.from(letters, (_, at) => letters.slice(at, at + 3)).filter(({ length }) => length > 2),
  );
}
