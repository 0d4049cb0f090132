import * as z from 'zod';
import { conferenceViewSchema, type ConferenceView } from '../../../lib/admin/conference-view.ts';
import { findByFingerprint } from '../../../lib/conferences/model/fingerprint.ts';
import type { NotDone } from '../../../lib/conferences/model/not-done.ts';
import { askForList, withAdminApi, type AdminApi, type AdminApiDeps } from './admin-api.ts';
import type { AdminAnswer } from './admin-answer.ts';
import type { Deployment, DeploymentOptions } from './deployment.ts';
import { failedOutside, refused, type Outcome, type Result } from '../output.ts';
import { meant } from './short-ids.ts';

/** One conference of a gateway, as commands reach it. */
export interface OpenedConference {
  readonly api: AdminApi;
  readonly deployment: Deployment;
  /** Its path at the admin API. */
  readonly path: string;
  readonly id: string;
  /** Asks for it: also whether there is such a conference. */
  readonly get: () => Promise<AdminAnswer<ConferenceView>>;
}

/** What a command about one conference is told: the conference. */
export const conferenceArgument = ['<conference>', 'its id, the beginning of that, or its name'] as const;

/** Opens the gateway's admin API for a command about one conference, named by what somebody typed. */
export function withConference(
  deps: AdminApiDeps,
  options: DeploymentOptions,
  typed: string,
  doing: string,
  work: (opened: OpenedConference) => Promise<Outcome>,
): Promise<Outcome> {
  return withAdminApi(deps, options, doing, async (api, deployment) => {
    const found = await conferenceIdFrom(api, typed);
    if (!found.ok) return found.outcome;
    const id = found.value;
    const path = `conferences/${id}`;
    const get = () => askForConference(api, path, conferenceViewSchema);
    return work({ api, deployment, path, id, get });
  });
}

/** A whole id is taken as it is; of anything else, the list of open conferences says what it means. */
async function conferenceIdFrom(api: AdminApi, typed: string): Promise<Result<string>> {
  if (z.uuid().safeParse(typed).success) return { ok: true, value: typed };
  const otherwise = 'The conferences cannot be read';
  const all = await askForList(api, { path: 'conferences', item: conferenceViewSchema, otherwise });
  if (!all.ok) return all;
  const found = meant(all.answer.items, typed, 'conferences', noConference);
  return found.ok ? { ok: true, value: found.value.id } : found;
}

/** One conference, or the outcome that says that there is none. */
export async function askForConference<View>(
  { ask }: AdminApi,
  path: string,
  answer: z.ZodType<View>,
): Promise<AdminAnswer<View>> {
  const got = await ask({ method: 'GET', path, answer, otherwise: 'The conference cannot be read' });
  return got.ok || !got.isMissing ? got : { ...got, outcome: noConference };
}

const noConference = refused('There is no conference with that id or name. `conference list` shows all.');

/** The one of a list that a fingerprint, or its beginning, means. `what`: such as `known caller`. */
export async function findNamed<View extends { readonly fingerprint: string }>(
  api: AdminApi,
  list: { readonly path: string; readonly item: z.ZodType<View>; readonly what: string },
  fingerprint: string,
  otherwise: string,
): Promise<Result<View>> {
  const all = await askForList(api, { path: list.path, item: list.item, otherwise });
  if (!all.ok) return all;
  const named = findByFingerprint(all.answer.items, fingerprint, list.what, (each) => each.fingerprint);
  return named.ok ? { ok: true, value: named.found } : { ok: false, outcome: outcomeOf(otherwise, named) };
}

/** The outcome of what a rule did not allow. */
export function outcomeOf(what: string, { reason, why }: NotDone): Outcome {
  const problem = `${what}: ${why}.`;
  return reason === 'refused' ? refused(problem) : failedOutside(problem);
}
