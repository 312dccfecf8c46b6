import type { Usage } from './measure.ts';

/**
 * A Markdown table of what each subject took, in lines that can also be read as they are. Times stand beside
 * their ratio to those of the subject named by `base`; memory is what is used beyond `node`, an empty process.
 */
export function table(title: string, usages: Record<string, Usage>, base: string, node: Usage): string {
  const rows = [[title, 'CPU', 'ratio', 'wall clock', 'ratio', 'memory above Node']];
  for (const [name, usage] of Object.entries(usages)) {
    const times = (['cpu', 'wall'] as const).flatMap((key) => [
      `${usage[key].toFixed(2)} s`,
      `${(usage[key] / (usages[base]?.[key] ?? Number.NaN)).toFixed(2)}×`,
    ]);
    rows.push([name, ...times, `${Math.round((usage.peak - node.peak) / 1e6)} MB`]);
  }
  return format(rows);
}

/** As `table`, but times too are what is used beyond `node`: for work that takes little more than its start. */
export function tableAboveNode(
  title: string,
  usages: Record<string, Usage>,
  base: string,
  node: Usage,
): string {
  const above = Object.entries(usages).map(([name, usage]) => {
    const { cpu, wall } = usage;
    return [name, { ...usage, cpu: cpu - node.cpu, wall: wall - node.wall }] as const;
  });
  return table(`${title}; all above Node`, Object.fromEntries(above), base, node);
}

function format(rows: string[][]): string {
  const [header = [], ...body] = rows;
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const line = (cells: string[]) => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  return [header, rule, ...body].map(line).join('\n');
}
