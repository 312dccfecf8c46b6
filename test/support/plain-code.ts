/**
 * Runs functions on numbers and lists of numbers that are written in Swift or Dart, where no compiler of these
 * languages is at hand. They are written so plainly that each line means the same in JavaScript; a line, a name
 * or a sign that is not among those known here is an error.
 */

export type Language = 'swift' | 'dart';

interface Dialect {
  /** The signature of a function; its name and its parameters are captured. */
  signature: RegExp;
  /** One parameter; its name is captured. */
  parameter: RegExp;
  constant: string;
  condition: RegExp;
  end: string;
  length: string;
  /** The only expression that turns texts into lists, and the names of the texts. */
  units: RegExp;
}

const DIALECTS: Record<Language, Dialect> = {
  swift: {
    signature: /^static func (\w+)\((.*)\) -> Int \{$/,
    parameter: /^_ (\w+): (?:Int|\[Int\]|String)$/,
    constant: 'let',
    condition: /^(if|while) (.+) \{$/,
    end: '',
    length: 'count',
    units: /^compareUnits\((\w+)\.utf16\.map \{ Int\(\$0\) \}, (\w+)\.utf16\.map \{ Int\(\$0\) \}\)$/,
  },
  dart: {
    signature: /^int (\w+)\((.*)\) \{$/,
    parameter: /^(?:int|List<int>|String) (\w+)$/,
    constant: 'final',
    condition: /^(if|while) \((.+)\) \{$/,
    end: ';',
    length: 'length',
    units: /^compareUnits\((\w+)\.codeUnits, (\w+)\.codeUnits\)$/,
  },
};

const SIGNS = ['+', '-', '==', '!=', '<', '>', '<=', '>=', '&&', '||', '(', ')', '[', ']', ','];
const TOKEN = /\s*(\w+|[=!<>]=|&&|\|\||[-+<>()[\],.])/y;

/**
 * Reads functions and gives them by name. A list is only read where it has something: beyond its end these
 * languages stop the program, and so does this. Throws on anything that is not understood.
 */
export function readFunctions(
  source: string,
  language: Language,
  // biome-ignore lint/suspicious/noExplicitAny: the functions' own parameters say what they take.
): Record<string, (...values: any[]) => number> {
  const dialect = DIALECTS[language];
  const lines = source.split('\n').map((line) => line.trim());
  const names = lines.flatMap((line) => dialect.signature.exec(line)?.[1] ?? []);
  const scopes: Set<string>[] = [new Set(names)];
  const output = lines.map((line, i) => {
    try {
      return readLine(line, dialect, scopes);
    } catch (error) {
      throw new SyntaxError(`Line ${i + 1}, ${(error as Error).message}: ${line}`);
    }
  });
  if (scopes.length !== 1) throw new SyntaxError('A block is not closed.');
  return new Function('at', 'units', `'use strict';${output.join('\n')}\nreturn { ${names.join(', ')} };`)(
    at,
    units,
  );
}

function readLine(line: string, dialect: Dialect, scopes: Set<string>[]): string {
  if (line === '' || line.startsWith('//')) return '';
  if (line === '}') {
    scopes.pop();
    if (scopes.length === 0) throw new Error('nothing to close');
    return '}';
  }
  if (line === '} else {') {
    scopes.splice(-1, 1, new Set());
    return line;
  }
  const [, name, parameters] = dialect.signature.exec(line) ?? [];
  if (name && parameters !== undefined) {
    if (scopes.length !== 1) throw new Error('a function within another');
    const known = parameters.split(', ').map((parameter) => dialect.parameter.exec(parameter)?.[1]);
    if (known.includes(undefined)) throw new Error('a parameter of another kind');
    scopes.push(new Set(known as string[]));
    return `function ${name}(${known.join(', ')}) {`;
  }
  if (scopes.length === 1) throw new Error('something outside of functions');
  const [, word, condition] = dialect.condition.exec(line) ?? [];
  if (word && condition) {
    const head = `${word} (${readExpression(condition, dialect, scopes)}) {`;
    scopes.push(new Set());
    return head;
  }
  if (dialect.end && !line.endsWith(dialect.end)) throw new Error(`no ${dialect.end} at its end`);
  return readStatement(line.slice(0, line.length - dialect.end.length), dialect, scopes);
}

function readStatement(statement: string, dialect: Dialect, scopes: Set<string>[]): string {
  const [, result] = /^return (.+)$/.exec(statement) ?? [];
  if (result) {
    const [, a, b] = dialect.units.exec(result) ?? [];
    if (a && b) return `return compareUnits(units(${a}), units(${b}));`;
    return `return ${readExpression(result, dialect, scopes)};`;
  }
  const [, kind, name = '', value = ''] = /^(?:(\w+) )?(\w+) = (.+)$/.exec(statement) ?? [];
  if (!name) throw new Error('a statement of another kind');
  const expression = readExpression(value, dialect, scopes);
  if (kind === undefined) {
    if (!isKnown(name, scopes)) throw new Error(`${name} is not known`);
    return `${name} = ${expression};`;
  }
  if (kind !== dialect.constant && kind !== 'var') throw new Error(`"${kind}" is not known`);
  scopes.at(-1)?.add(name);
  return `${kind === 'var' ? 'let' : 'const'} ${name} = ${expression};`;
}

function readExpression(text: string, dialect: Dialect, scopes: Set<string>[]): string {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < text.length; end = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)?.[1];
    if (!token) throw new Error(`"${text.slice(end)}" is not understood`);
    tokens.push(token);
  }
  let output = '';
  for (const [i, token] of tokens.entries()) {
    if (token === '[') {
      // `list[index]`, where the index is a name: nothing else is needed.
      if (!/^\w+$/.test(tokens[i - 1] ?? '') || !/^\w+$/.test(tokens[i + 1] ?? '') || tokens[i + 2] !== ']')
        throw new Error('an index of another kind');
      output = `${output.slice(0, -String(tokens[i - 1]).length)}at(${tokens[i - 1]}, `;
    } else if (token === ']') output += ')';
    else if (token === '==' || token === '!=') output += ` ${token}= `;
    else if (SIGNS.includes(token)) output += ` ${token} `;
    else if (token === '.') {
      if (tokens[i + 1] !== dialect.length) throw new Error(`".${tokens[i + 1]}" is not known`);
      output += '.';
    } else if (tokens[i - 1] === '.') output += 'length';
    else if (/^\d+$/.test(token) || isKnown(token, scopes)) output += token;
    else throw new Error(`"${token}" is not known`);
  }
  return output;
}

function isKnown(name: string, scopes: Set<string>[]): boolean {
  return scopes.some((scope) => scope.has(name));
}

function at(list: number[], index: number): number {
  const value = list[index];
  if (value === undefined) throw new RangeError(`There is no ${index} in a list of ${list.length}.`);
  return value;
}

/** The UTF-16 units of a text. */
function units(text: string): number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}
