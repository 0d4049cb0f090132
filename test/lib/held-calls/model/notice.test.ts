import { expect, test } from 'vitest';
import { botNoticeSchema } from '../../../../lib/held-calls/model/notice.ts';

const textIn = (tags: readonly string[]) => Object.fromEntries(tags.map((tag) => [tag, 'Hello.']));
const many = 'bg cs da de el en es fi fr hu it ja ko nl pl pt ro sk sv tr uk'.split(' ');

test.each<[string, object]>([
  ['in one language', { text: textIn(['en']) }],
  ['in twenty languages', { text: textIn(many.slice(0, 20)) }],
  ['in an audio file', { audioUrl: 'https://a.example/n' }],
  ['in both', { text: textIn(['pt-BR']), audioUrl: 'https://a.example/n' }],
])('a notice %s is one', (_, notice) => {
  const whole = { version: '1', ...notice };
  expect(botNoticeSchema.parse(whole)).toStrictEqual(whole);
});

test.each<[string, object, readonly PropertyKey[], string]>([
  ['in no language', { text: {} }, ['text'], 'has 1 to 20 languages'],
  ['in twenty-one languages', { text: textIn(many) }, ['text'], 'has 1 to 20 languages'],
  ['that says nothing', {}, [], 'has neither text nor audioUrl'],
])('a notice %s is none', (_, notice, path, message) => {
  const { error } = botNoticeSchema.safeParse({ version: '1', ...notice });
  expect(error?.issues).toMatchObject([{ path, message }]);
});
