import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  conferenceAttributes,
  conferenceEventWords,
  dialAttributes,
  gatherAttributes,
  pauseAttributes,
  playAttributes,
  redirectAttributes,
  rejectAttributes,
  sayAttributes,
  sipAttributes,
} from '../../local/simulated/twilio/twiml/attributes.ts';

/**
 * What Twilio's own package says of TwiML, in its types: attributes by interface, and the words of each union. The
 * simulator takes documents by its own table, so the table is judged by these.
 */
const file = createRequire(import.meta.url).resolve('twilio/lib/twiml/VoiceResponse.d.ts');
const interfaces = new Map<string, ReadonlyMap<string, string>>();
const unions = new Map<string, ReadonlySet<string>>();

function collect(node: ts.Node, source: ts.SourceFile): void {
  // Of an interface that is written twice, TypeScript takes both together; the first is that of the verb.
  if (ts.isInterfaceDeclaration(node) && !interfaces.has(node.name.text)) {
    const members = node.members.filter(ts.isPropertySignature);
    interfaces.set(
      node.name.text,
      new Map(members.map((member) => [nameOf(member.name), member.type?.getText(source) ?? 'unknown'])),
    );
  }
  if (ts.isTypeAliasDeclaration(node) && ts.isUnionTypeNode(node.type)) {
    const words = node.type.types.flatMap((type) =>
      ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [],
    );
    unions.set(node.name.text, new Set(words));
  }
  ts.forEachChild(node, (child) => collect(child, source));
}

const nameOf = (name: ts.PropertyName): string =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '';

const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
collect(source, source);

const shapeSchema = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ enum: z.array(z.string()).optional() })),
});

describe("the simulator's table of TwiML has nothing that Twilio's package does not know", () => {
  test.each([
    ['ConferenceAttributes', conferenceAttributes],
    ['DialAttributes', dialAttributes],
    ['GatherAttributes', gatherAttributes],
    ['PauseAttributes', pauseAttributes],
    ['PlayAttributes', playAttributes],
    ['RedirectAttributes', redirectAttributes],
    ['RejectAttributes', rejectAttributes],
    ['SayAttributes', sayAttributes],
    ['SipAttributes', sipAttributes],
  ])('%s', (name, table) => {
    const theirs = interfaces.get(name) ?? new Map<string, string>();
    const { properties } = shapeSchema.parse(z.toJSONSchema(table, { io: 'input', unrepresentable: 'any' }));
    const unknown = Object.entries(properties).flatMap(([attribute, { enum: words = [] }]) => {
      const type = theirs.get(attribute);
      if (type === undefined) return [attribute];
      const known = unions.get(type);
      return known === undefined
        ? []
        : words.filter((word) => !known.has(word)).map((word) => `${attribute}=${word}`);
    });
    expect(Object.keys(properties)).not.toEqual([]);
    expect(unknown).toEqual([]);
  });

  test('the events of a conference', () => {
    const known = unions.get('ConferenceEvent') ?? new Set<string>();
    expect(conferenceEventWords.filter((word) => !known.has(word))).toEqual([]);
  });
});
