import { readdirSync } from 'node:fs';

/** One command as a shell would run it: its words, without comments, redirections and variables that it sets. */
export type Words = readonly string[];

/** The shell commands of a page: all that stands in fenced blocks of `sh`. */
export function commandsIn(markdown: string): readonly Words[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block = '']) => block.replaceAll(/\\\n\s*/g, ' ').split('\n'))
    .flatMap(commandsOf);
}

/** The commands of one line, which may be tied by `&&` or a pipe. */
export function commandsOf(line: string): readonly Words[] {
  const commands: string[][] = [[]];
  let drop = false;
  for (const { operator, word } of tokensOf(line)) {
    if (operator === '>') drop = true;
    else if (operator !== undefined) commands.push([]);
    else if (drop) drop = false;
    else commands.at(-1)?.push(word);
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter(([program]) => program !== undefined);
}

/** Of a word, quotes are taken off. `<id>` and `[<id>]` stand for whatever the reader puts there. */
function tokensOf(line: string): readonly { readonly operator?: string; readonly word: string }[] {
  const token =
    /(?<comment>(?<!\S)#.*)|(?<operator>&&|[|;])|(?<into>>+)|(?<word>(?:"[^"]*"|'[^']*'|\[?<[a-z -]+>\]?|[^\s|;&>"'])+)/gi;
  return [...line.matchAll(token)].flatMap(({ groups = {} }) => {
    const { comment, operator, into, word = '' }: Readonly<Record<string, string | undefined>> = groups;
    if (comment !== undefined) return [];
    if (operator !== undefined || into !== undefined) return [{ operator: operator ?? '>', word: '' }];
    return [{ word: word.replaceAll(/\[?<([a-z -]+)>\]?/gi, '$1').replaceAll(/["']/g, '') }];
  });
}

const folders = readdirSync(new URL('../..', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'build')
  .map(({ name }) => name);

/** The files of the project that a command names. */
export function filesIn(words: Words): readonly string[] {
  return words
    .map((word) => word.replace(/^file:\/\//, ''))
    .filter((word) => folders.some((folder) => word.startsWith(`${folder}/`)));
}
