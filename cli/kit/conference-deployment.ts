import type * as z from 'zod';
import { conferenceViewSchema, type ConferenceView } from '../../lib/admin/conference-view.ts';
import { findByFingerprint } from '../../lib/conferences/model/fingerprint.ts';
import { conferenceIdSchema, type ConferenceId } from '../../lib/conferences/model/conference.ts';
import type { NotDone } from '../../lib/conferences/model/not-done.ts';
import { askForList, withAdminApi, type AdminApi, type AdminApiDeps } from './admin-api.ts';
import type { AdminAnswer } from './admin-answer.ts';
import type { Deployment, DeploymentOptions } from './deployment.ts';
import { failedOutside, refused, wrongInput, type Outcome, type Result } from './output.ts';

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

/** Opens the gateway's admin API for a command about one conference, named by what somebody typed. */
export async function withConference(
  deps: AdminApiDeps,
  options: DeploymentOptions,
  typedId: string,
  doing: string,
  work: (opened: OpenedConference) => Promise<Outcome>,
): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  const path = `conferences/${id.value}`;
  return withAdminApi(deps, options, doing, (api, deployment) => {
    const get = () => askForConference(api, path, conferenceViewSchema);
    return work({ api, deployment, path, id: id.value, get });
  });
}

export function conferenceIdFrom(typed: string): Result<ConferenceId> {
  const id = conferenceIdSchema.safeParse(typed);
  if (id.success) return { ok: true, value: id.data };
  const problem = 'A conference is named by its id, which `conference list` shows.';
  return { ok: false, outcome: wrongInput(problem) };
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

const noConference = refused('There is no conference with that id. `conference list` shows all.');

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
