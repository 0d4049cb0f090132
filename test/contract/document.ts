import type { Schema } from './schema.ts';

/** One endpoint as its vendor documents it. */
export interface Operation {
  readonly method: string;
  /** Below the vendor's origin, with names in braces: `/v1/rooms/{name}`. */
  readonly path: string;
  /** What the names in the path stand for; any text if it is not said. */
  readonly pathParameters?: Readonly<Record<string, Schema>>;
  /** An object with the query's parameters; absent: there is no query. */
  readonly query?: Schema;
  readonly body?: {
    readonly encoding: 'json' | 'form';
    readonly isRequired: boolean;
    readonly schema: Schema;
  };
  /** Answers by status: the schema of a JSON body, some text, or nothing. Only successes are documented well. */
  readonly answers: Readonly<Record<number, Schema | 'text' | 'nothing'>>;
}

/** What a vendor says about its API, as far as requests are judged by it. */
export interface VendorDocument {
  /** For complaints: whose it is, and where it says so. */
  readonly name: string;
  readonly operations: readonly Operation[];
}
