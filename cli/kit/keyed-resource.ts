import type { Command } from 'commander';
import * as z from 'zod';
import {
  askForList,
  inPath,
  withAdminApi,
  type AdminApi,
  type AdminApiDeps,
} from './deployment/admin-api.ts';
import type { AdminAnswer } from './deployment/admin-answer.ts';
import { command } from './command.ts';
import type { Deployment } from './deployment/deployment.ts';
import type { SharedOptions } from './options.ts';
import {
  aligned,
  answer,
  failedOutside,
  refused,
  tableText,
  type Finish,
  type Outcome,
  type Result,
} from './output.ts';
import { removedText, storedText } from './sentences.ts';

/** Something that is stored whole under a key, in the place of any before it: what a number leads to. */
export interface KeyedResource<Value, View> {
  /** The words that name it: `dial-in`. */
  readonly word: string;
  /** Its list, in paths of the admin API: `dial-ins`. */
  readonly path: string;
  /** Its list in JSON. */
  readonly listName: string;
  /** What a key is called in JSON and in help, and what it may be. */
  readonly keyName: string;
  readonly keyHelp: string;
  readonly keyFrom: (typed: string) => Result<string>;
  /** What the admin API shows of one. */
  readonly view: z.ZodType<View>;
  readonly viewOf: (key: string, value: Value) => View;
  /** `value`: undefined if what is stored cannot be read; `problem` says why. */
  readonly read: (view: View) => {
    readonly key: string;
    readonly value: Value | undefined;
    readonly problem?: string | undefined;
  };
  /** In full, for people. */
  readonly rows: (key: string, value: Value) => readonly (readonly string[])[];
  /** In the list, behind its key. */
  readonly headings: readonly string[];
  readonly cells: (value: Value) => readonly string[];
  /** Completes "the gateway has no …s". */
  readonly emptyMeans: string;
  /** Completes "remove a …; ". */
  readonly removedMeans: string;
}

/** Adds `list`, `show` and `remove`. */
export function addKeyedCommands<Value, View>(
  group: Command,
  deps: AdminApiDeps,
  finish: Finish,
  resource: KeyedResource<Value, View>,
): void {
  const { word, removedMeans } = resource;
  const args = [[`<${resource.keyName}>`, resource.keyHelp]] as const;
  command(group, finish, {
    name: 'list',
    about: `all ${word}s`,
    options: {},
    run: (options) => listAll(deps, options, resource),
  });
  command(group, finish, {
    name: 'show',
    about: `one ${word} in full`,
    args,
    options: {},
    run: (options, typed) => showOne(deps, typed, options, resource),
  });
  command(group, finish, {
    name: 'remove',
    about: `remove a ${word}; ${removedMeans}`,
    args,
    options: {},
    dryRun: 'only say whether there is one',
    run: (options, typed) => removeOne(deps, typed, options, resource),
  });
}

/** Stores a value that was found good, or says what would be stored. */
export function setOne<Value, View>(
  deps: AdminApiDeps,
  key: string,
  value: Value,
  options: SharedOptions,
  resource: KeyedResource<Value, View>,
  mayBeStored: (deployment: Deployment) => Outcome | undefined = () => undefined,
): Promise<Outcome> {
  const { word, view, viewOf, rows } = resource;
  return withAdminApi(deps, options, `Storing the ${word}`, async ({ ask }, deployment) => {
    const no = mayBeStored(deployment);
    if (no !== undefined) return no;
    if (!options.dryRun) {
      const put = await ask({
        method: 'PUT',
        path: pathOf(resource, key),
        body: value,
        answer: view,
        otherwise: 'Nothing was stored',
      });
      if (!put.ok) return put.outcome;
    }
    const text = `${storedText(deployment, options)}\n${aligned(rows(key, value))}`;
    return answer(deps, options, { ...viewOf(key, value), stored: !options.dryRun }, text);
  });
}

/** What is stored under a key; a problem if it cannot be read. */
export function findOne<Value, View>(
  { ask }: AdminApi,
  key: string,
  resource: KeyedResource<Value, View>,
): Promise<AdminAnswer<View>> {
  const { word, view } = resource;
  const otherwise = `The ${word} cannot be read`;
  return ask({ method: 'GET', path: pathOf(resource, key), answer: view, otherwise });
}

const pathOf = ({ path }: { readonly path: string }, key: string) => `${path}/${inPath(key)}`;

function listAll<Value, View>(
  deps: AdminApiDeps,
  options: SharedOptions,
  { word, path, listName, view, read, headings, cells, emptyMeans }: KeyedResource<Value, View>,
): Promise<Outcome> {
  return withAdminApi(deps, options, `Reading the ${word}s`, async (api, deployment) => {
    const otherwise = `The ${word}s cannot be read`;
    const all = await askForList(api, { path, item: view, otherwise });
    if (!all.ok) return all.outcome;
    const { items } = all.answer;
    const rows = items.map(read).map(({ key, value, problem = '' }) => {
      return value === undefined ? [key, `unreadable: ${problem}`] : [key, ...cells(value)];
    });
    const text =
      items.length === 0
        ? `${deployment.name} has no ${word}s: ${emptyMeans} Add one with \`${word} set\`.`
        : tableText(deps.stdout, [word.toUpperCase(), ...headings], rows);
    return answer(deps, options, { [listName]: items }, text);
  });
}

async function showOne<Value, View>(
  deps: AdminApiDeps,
  typed: string,
  options: SharedOptions,
  resource: KeyedResource<Value, View>,
): Promise<Outcome> {
  const key = resource.keyFrom(typed);
  if (!key.ok) return key.outcome;
  return withAdminApi(deps, options, `Reading the ${resource.word}`, async (api) => {
    const found = await findOne(api, key.value, resource);
    if (!found.ok) return found.isMissing ? noSuch(resource) : found.outcome;
    const { value, problem = '' } = resource.read(found.answer);
    if (value === undefined) return failedOutside(problem);
    return answer(deps, options, found.answer, aligned(resource.rows(key.value, value)));
  });
}

async function removeOne<Value, View>(
  deps: AdminApiDeps,
  typed: string,
  options: SharedOptions,
  resource: KeyedResource<Value, View>,
): Promise<Outcome> {
  const key = resource.keyFrom(typed);
  if (!key.ok) return key.outcome;
  return withAdminApi(deps, options, `Removing the ${resource.word}`, async (api, deployment) => {
    const path = pathOf(resource, key.value);
    const otherwise = 'Nothing was removed';
    // An unreadable one is there too: removing it is a way to fix it.
    const removed = options.dryRun
      ? await findOne(api, key.value, resource)
      : await api.ask({ method: 'DELETE', path, answer: z.undefined(), otherwise });
    if (!removed.ok) return removed.isMissing ? noSuch(resource) : removed.outcome;
    const value = { [resource.keyName]: key.value, removed: !options.dryRun };
    return answer(deps, options, value, removedText(key.value, deployment, options));
  });
}

const noSuch = ({ word }: { readonly word: string }) =>
  refused(`There is no such ${word}. \`${word} list\` shows all there are.`);
