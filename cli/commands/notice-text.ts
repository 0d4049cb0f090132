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
