import * as z from 'zod';
import { dialInSchema } from '../conferences/model/dial-in.ts';
import { routeSchema } from '../held-calls/model/route.ts';

const problem = z.string().optional().describe('Why it cannot be read: set it again');

/** A route as it is shown. */
export const routeViewSchema = z.object({ key: z.string(), route: routeSchema.optional(), problem });
export type RouteView = z.infer<typeof routeViewSchema>;

/** A dial-in as it is shown. */
export const dialInViewSchema = z.object({
  dialled: z.string(),
  dialIn: dialInSchema.optional(),
  problem,
});
export type DialInView = z.infer<typeof dialInViewSchema>;
