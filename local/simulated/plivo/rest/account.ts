import type { Hono } from 'hono';
import * as z from 'zod';
import type { Env } from '../../kit/rest.ts';
import { type Account, appHost, type Application } from '../account.ts';
import { numberIn } from '../calls/parameters.ts';
import { fail, gone, notFound, page, say, withJson } from './answers.ts';
import type { RestDeps } from './deps.ts';

const url = z.union([z.url({ protocol: /^https?$/ }), z.literal('')]);
const method = z.enum(['GET', 'POST']);
const applicationSchema = z.strictObject({
  app_name: z
    .string()
    .regex(/^[\w -]{1,64}$/)
    .optional(),
  answer_url: url.optional(),
  answer_method: method.optional(),
  fallback_answer_url: url.optional(),
  fallback_method: method.optional(),
  hangup_url: url.optional(),
  hangup_method: method.optional(),
  public_uri: z.boolean().optional(),
});
const numberSchema = z.strictObject({
  app_id: z.string().optional(),
  alias: z.string().optional(),
});

/** The set-up: applications and numbers. */
export function addAccountRoutes(app: Hono<Env>, { account, settings }: RestDeps): void {
  const root = `/v1/Account/${settings.authId}`;
  const applicationAt = (id: string): string => `${root}/Application/${id}/`;
  const resource = (application: Application): object => ({
    app_id: application.id,
    app_name: application.name,
    answer_url: application.answerUrl,
    answer_method: application.answerMethod,
    fallback_answer_url: application.fallbackAnswerUrl,
    fallback_method: application.fallbackMethod,
    hangup_url: application.hangupUrl,
    hangup_method: application.hangupMethod,
    public_uri: application.publicUri,
    sip_uri: `sip:${application.id}@${appHost}`,
    enabled: true,
    resource_uri: applicationAt(application.id),
  });

  app.get('/Application/', (c) => page(c, account.applications.map(resource), `${root}/Application/`));
  app.post('/Application/', (c) =>
    withJson(c, applicationSchema, (order) => {
      if (order.app_name === undefined) return fail(c, 400, 'app_name is missing');
      const { id } = account.configureApplication({ id: account.nextId(), ...changeIn(order) });
      return say(c, 201, { message: 'created', app_id: id });
    }),
  );
  app.get('/Application/:id/', (c) => {
    const found = account.application(c.req.param('id'));
    return found ? say(c, 200, resource(found)) : notFound(c);
  });
  app.post('/Application/:id/', (c) =>
    withJson(c, applicationSchema, (order) => {
      const id = c.req.param('id');
      if (!account.application(id)) return notFound(c);
      account.configureApplication({ id, ...changeIn(order) });
      return say(c, 202, { message: 'changed' });
    }),
  );
  app.delete('/Application/:id/', (c) => {
    const id = c.req.param('id');
    const found = account.application(id);
    account.removeApplication(id);
    return found ? gone(c) : notFound(c);
  });
  addNumberRoutes(app, { account, root, applicationAt, form: (number) => numberIn(number, settings) });
}

function addNumberRoutes(
  app: Hono<Env>,
  {
    account,
    root,
    applicationAt,
    form,
  }: {
    readonly account: Account;
    readonly root: string;
    readonly applicationAt: (id: string) => string;
    readonly form: (number: string) => string;
  },
): void {
  const resource = ({ number, applicationId }: Account['numbers'][number]): object => ({
    number: form(number),
    alias: '',
    application: applicationId === '' ? null : applicationAt(applicationId),
    active: true,
    voice_enabled: true,
    type: 'local',
    resource_uri: `${root}/Number/${form(number)}/`,
  });
  app.get('/Number/', (c) => page(c, account.numbers.map(resource), `${root}/Number/`));
  app.get('/Number/:number/', (c) => {
    const found = account.number(`+${c.req.param('number')}`);
    return found ? say(c, 200, resource(found)) : notFound(c);
  });
  app.post('/Number/:number/', (c) =>
    withJson(c, numberSchema, ({ app_id: applicationId }) => {
      const number = `+${c.req.param('number')}`;
      if (!account.number(number)) return notFound(c);
      if (applicationId !== undefined && !account.application(applicationId))
        return fail(c, 400, 'app_id is unknown');
      account.configureNumber({ number, ...(applicationId !== undefined && { applicationId }) });
      return say(c, 202, { message: 'changed' });
    }),
  );
}

/** What an order changes, in our words. */
function changeIn(order: z.infer<typeof applicationSchema>): Partial<Application> {
  return {
    ...(order.app_name !== undefined && { name: order.app_name }),
    ...(order.answer_url !== undefined && { answerUrl: order.answer_url }),
    ...(order.answer_method !== undefined && { answerMethod: order.answer_method }),
    ...(order.fallback_answer_url !== undefined && { fallbackAnswerUrl: order.fallback_answer_url }),
    ...(order.fallback_method !== undefined && { fallbackMethod: order.fallback_method }),
    ...(order.hangup_url !== undefined && { hangupUrl: order.hangup_url }),
    ...(order.hangup_method !== undefined && { hangupMethod: order.hangup_method }),
    ...(order.public_uri !== undefined && { publicUri: order.public_uri }),
  };
}
