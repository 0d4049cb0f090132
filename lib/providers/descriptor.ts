/**
 * What is known of a provider beside its code: the one place that states it, as plain data. The stack, its settings and
 * outputs, the functions' environment, the command line and the local gateway derive from it.
 */
export interface Descriptor {
  /** Its API. Absent: we call it where a route says. */
  readonly api?: Api;
  /** What it calls here, by a name of ours. */
  readonly webhooks: Readonly<Record<string, Webhook>>;
}

export interface Api {
  /** Base URL, without a slash at the end, unless a setting says another. */
  readonly defaultUrl: string;
  /** The setting that says another. */
  readonly setting: string;
  /** The variable by which functions learn of it, and by which a local gateway is told another. */
  readonly variable: string;
  readonly output: Output;
}

export interface Webhook {
  /** Path of the API that answers, always POST. */
  readonly path: `/${string}`;
  /** What the address carries behind `#`, for the provider itself. */
  readonly fragment?: string;
  /** Says the whole address. Absent: nobody enters it by hand, we tell the provider of it as calls go on. */
  readonly output?: Output;
}

/** An output of the stack. */
export interface Output {
  readonly name: string;
  readonly description: string;
}

/** The address of a webhook. `publicUrl`: where the provider reaches the API, without a slash at the end. */
export function webhookUrl(publicUrl: string, { path, fragment }: Webhook): string {
  return `${publicUrl}${path}${fragment === undefined ? '' : `#${fragment}`}`;
}
