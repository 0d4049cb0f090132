import { wrongInput, type Result } from '../kit/output.ts';

/** A notice of a dial-in or of a route. */
interface ShownNotice {
  readonly version: string;
  /** By language. */
  readonly text?: Readonly<Partial<Record<string, string>>> | undefined;
  readonly audioUrl?: string | undefined;
  readonly consent?: string | undefined;
}

/** A notice in full, label and value in each row; none if there is none. */
export function noticeRows(notice: ShownNotice | undefined): readonly (readonly [string, string])[] {
  if (notice === undefined) return [];
  const { version, text = {}, audioUrl, consent } = notice;
  return [
    ['notice', version],
    ...Object.entries(text).map(([language, said]) => ['', `${language}=${said}`] as const),
    ...(audioUrl === undefined ? [] : [['', audioUrl] as const]),
    ...(consent === undefined ? [] : [['consent', consent] as const]),
  ];
}

/** The options that say what a notice is. */
interface NoticeOptions {
  readonly notice?: readonly string[] | undefined;
  readonly noticeAudio?: string | undefined;
  readonly noticeVersion?: string | undefined;
  readonly consent?: string | undefined;
}

/** What the options say of a notice, for the schema to judge; undefined: nothing. */
export function noticeFrom({
  notice,
  noticeAudio: audioUrl,
  noticeVersion: version,
  consent,
}: NoticeOptions): Result<object | undefined> {
  const pairs = notice?.map((typed) => /^([^=]*)=(.*)$/s.exec(typed));
  if (pairs?.some((pair) => pair === null) === true)
    return { ok: false, outcome: wrongInput('--notice is written <language>=<text>.') };
  const words = pairs?.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''] as const);
  const given = { version, text: words && Object.fromEntries(words), audioUrl, consent };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ok: true, value: set.length === 0 ? undefined : Object.fromEntries(set) };
}
