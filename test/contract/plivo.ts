import { Response as PlivoResponse } from 'plivo';
import * as z from 'zod';
import { parseXml, type XmlElement } from '../../local/simulated/kit/xml.ts';

/** An element of Plivo's own SDK: it throws on an attribute or a child that it does not know. */
interface SdkElement {
  readonly [name: `add${string}`]: ((...args: readonly unknown[]) => SdkElement) | undefined;
}

const isSdkElement = (made: unknown): made is SdkElement =>
  typeof made === 'object' && made !== null && 'addSpeak' in made;

/** Elements to which the SDK takes no text. */
const empty: ReadonlySet<string> = new Set(['GetInput', 'GetDigits', 'Dial', 'Hangup', 'Wait', 'PreAnswer']);

const yesOrNo = z.enum(['true', 'false']);
const seconds = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const ours = z.url({ protocol: /^https$/ });
const post = z.literal('POST');

/** What the SDK lets pass, by element (Plivo docs, XML reference). */
const attributesOf: Readonly<Record<string, z.ZodType>> = {
  Speak: z.strictObject({ language: z.enum(['en-GB', 'de-DE']) }),
  Play: z.strictObject({}),
  Wait: z.strictObject({ length: seconds(1, 86_400) }),
  Redirect: z.strictObject({ method: post }),
  Hangup: z.strictObject({ reason: z.enum(['rejected', 'busy']).optional() }),
  GetInput: z.strictObject({
    action: ours,
    method: post,
    inputType: z.literal('dtmf'),
    executionTimeout: seconds(5, 60),
    digitEndTimeout: seconds(2, 10),
    numDigits: seconds(1, 32),
    finishOnKey: z.literal('#'),
    // Whatever else is keyed is a PIN too.
    log: z.literal('false'),
  }),
  Conference: z.strictObject({
    muted: yesOrNo,
    startConferenceOnEnter: yesOrNo,
    endConferenceOnExit: yesOrNo,
    stayAlone: yesOrNo,
    enterSound: z.literal('beep:1').optional(),
    exitSound: z.literal('beep:2').optional(),
    maxMembers: seconds(1, 20),
    digitsMatch: z
      .string()
      .regex(/^[\d*#]+(,[\d*#]+)*$/)
      .optional(),
    relayDTMF: yesOrNo,
    callbackUrl: ours,
    callbackMethod: post,
  }),
  Dial: z.strictObject({
    timeout: seconds(5, 60),
    action: ours,
    method: post,
    redirect: yesOrNo,
    callerId: z
      .string()
      .regex(/^[1-9]\d{6,14}$/)
      .optional(),
    timeLimit: seconds(1, 14_400).optional(),
    callbackUrl: ours.optional(),
    callbackMethod: post.optional(),
  }),
  Number: z.strictObject({}),
  User: z.strictObject({
    sipHeaders: z
      .string()
      .regex(/^([A-Z][a-z0-9]{0,23}=[A-Za-z0-9%]{0,120}(,|$))+$/)
      .optional(),
  }),
};

/** What Plivo's own classes, and its documentation beside them, have against a document: one line each. */
export function complaintsOfPlivoXml(xml: string): readonly string[] {
  const parsed = parseXml(xml);
  if (!parsed.ok) return [parsed.info];
  const { root } = parsed;
  if (root.name !== 'Response') return [`the root is ${root.name}`];
  const sdk: unknown = PlivoResponse();
  if (!isSdkElement(sdk)) return ['the SDK is another'];
  return [...childrenOf(root, sdk), ...root.children.slice(1).flatMap(rejectedLate)];
}

function childrenOf({ children }: XmlElement, parent: SdkElement): readonly string[] {
  return children.flatMap((element) => {
    const { name, attributes, text } = element;
    const read = attributesOf[name]?.safeParse(attributes);
    const wrong =
      read === undefined ? [`${name} is not used`] : (read.error?.issues ?? []).map(inWords(name));
    try {
      const child = empty.has(name)
        ? parent[`add${name}`]?.(attributes)
        : parent[`add${name}`]?.(text, attributes);
      return child === undefined ? [`there is no ${name}`] : [...wrong, ...childrenOf(element, child)];
    } catch (error) {
      return [...wrong, String(error)];
    }
  });
}

const inWords =
  (name: string) =>
  ({ path, message }: z.core.$ZodIssue) =>
    `${name} ${path.join('.')}: ${message}`;

/** A call is refused by the first element only. */
const rejectedLate = ({ attributes }: XmlElement) => ('reason' in attributes ? ['refused too late'] : []);
