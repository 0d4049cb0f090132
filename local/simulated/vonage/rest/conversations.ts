import type { Hono } from 'hono';
import * as z from 'zod';
import type { Env } from '../../kit/rest.ts';
import type { Member } from '../calls/conversation.ts';
import { channelOf, mediaOf } from '../webhooks/events.ts';
import { notFound, withQuery } from './answers.ts';
import type { RestDeps } from './deps.ts';

const DEFAULT_PER_PAGE = 10;

/** The Conversation API: who is in, and with what sound. */
export function addConversationRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { settings, conversations } = deps;
  const querySchema = z.strictObject({
    page_size: z
      .string()
      .regex(/^\d+$/)
      .transform(Number)
      .pipe(z.int().min(1).max(settings.maxMembersPerPage))
      .default(Math.min(DEFAULT_PER_PAGE, settings.maxMembersPerPage)),
    order: z.enum(['asc', 'desc']).default('asc'),
    cursor: z
      .string()
      .regex(/^MEM-[\da-f-]+$/)
      .optional(),
  });
  app.get('/v1/conversations/:id/members', (c) => {
    const id = c.req.param('id');
    const conversation = conversations.find(id);
    if (!conversation) return notFound(c, 'Conversation');
    return withQuery(c, querySchema, ({ page_size: size, order, cursor }) => {
      const ordered = order === 'asc' ? conversation.listed : conversation.listed.toReversed();
      // A cursor names the member that the page begins with; one that has left meanwhile begins at the end.
      const at = cursor === undefined ? 0 : ordered.findIndex((member) => member.id === cursor);
      const start = at < 0 ? ordered.length : at;
      const following = ordered[start + size];
      const link = (parameters: Record<string, string>) => {
        const query = new URLSearchParams({ page_size: String(size), order, ...parameters });
        return { href: `/v1/conversations/${id}/members?${query.toString()}` };
      };
      return c.json({
        page_size: size,
        _embedded: {
          members: ordered.slice(start, start + size).map((member) => resourceOf(member, deps)),
        },
        _links: {
          first: link({}),
          self: link(cursor === undefined ? {} : { cursor }),
          ...(following && { next: link({ cursor: following.id }) }),
        },
      });
    });
  });
}

const resourceOf = ({ id, call, joinedMs }: Member, { settings }: RestDeps): Record<string, unknown> => ({
  id,
  state: 'JOINED',
  timestamp: { joined: new Date(joinedMs).toISOString() },
  channel: channelOf(call, settings),
  media: mediaOf(call),
});
