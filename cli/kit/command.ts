import { Option, type Command } from 'commander';
import * as z from 'zod';
import { addSharedOptions, sharedOptionsSchema } from './options.ts';
import type { Finish, Outcome } from './output.ts';

/** How an option is typed. `read` throws InvalidArgumentError, which the parser tells. */
interface Flags {
  readonly flags: string;
  readonly help: string;
  readonly read?: (text: string, before: unknown) => unknown;
}

const flagsOf = z.registry<Flags>();

/**
 * An option of a command: what the schema makes of it. It has to be there where the schema does not take undefined.
 * @param flags as the parser reads them: `--name <name>`
 */
export function option<Schema extends z.ZodType>(
  flags: string,
  help: string,
  schema: Schema,
  read?: Flags['read'],
): Schema {
  // A copy, since the same schema may be that of another option.
  const own = schema.clone();
  flagsOf.add(own, { flags, help, ...(read !== undefined && { read }) });
  return own;
}

/** An option that is there or not. */
export const flag = (flags: string, help: string) => option(flags, help, z.boolean().default(false));

/** The options of a command together with those that all share. */
const withShared = <Shape extends z.ZodRawShape>(shape: Shape) => sharedOptionsSchema.extend(shape);

interface CommandSpec<Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly about: string;
  /** In their order: `<id>`, `[id]` if it may be left out, or `[files...]` if it may be several, and what it is. */
  readonly args?: readonly (readonly [name: string, help: string])[];
  /** By the names that the parser makes of their flags. */
  readonly options: Shape;
  /** Further flags of such an option: `--no-join-muted`. */
  readonly opposites?: readonly (readonly [flags: string, help: string])[];
  /** Of a command that changes something: what it does instead with `--dry-run`. */
  readonly dryRun?: string;
  /** What its help ends with. */
  readonly after?: string;
  readonly run: (
    options: z.output<ReturnType<typeof withShared<Shape>>>,
    ...args: string[]
  ) => Promise<Outcome>;
}

const argsSchema = z.array(z.string());

/** Adds a command: its arguments, its options and those that all share, and what it does. */
export function command<Shape extends z.ZodRawShape>(
  above: Command,
  finish: Finish,
  { name, about, args = [], options, opposites = [], dryRun, after, run }: CommandSpec<Shape>,
): void {
  const added = above.command(name).description(about);
  for (const [argument, help] of args) added.argument(argument, help);
  for (const schema of Object.values(options)) {
    const { flags, help, read } = flagsFor(schema);
    const typed = new Option(flags, help).makeOptionMandatory(!z.safeParse(schema, undefined).success);
    added.addOption(read === undefined ? typed : typed.argParser(read));
  }
  for (const [flags, help] of opposites) added.option(flags, help);
  addSharedOptions(added, dryRun);
  if (after !== undefined) added.addHelpText('after', `\n${after}`);
  const schema = withShared(options);
  added.action(async (...given: unknown[]) => {
    const typed = argsSchema.parse(
      given
        .slice(0, args.length)
        .flat()
        .filter((each) => each !== undefined),
    );
    finish(await run(schema.parse(given[args.length]), ...typed));
  });
}

/** @throws if it was not made with `option` */
function flagsFor(schema: z.core.$ZodType): Flags {
  const flags = flagsOf.get(schema);
  if (flags === undefined) throw new Error('an option has no flags');
  return flags;
}
