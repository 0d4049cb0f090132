import { ListStackResourcesCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { given, senseless, type Asked } from '../../../lib/http/asked.ts';
import type { Http } from '../../../lib/http/http.ts';
import { explainAwsFailure } from '../../kit/deployment/aws-failure.ts';
import type { AlarmSubscribers, Subscription } from '../examination.ts';
import { askAws, openAsker } from '../../kit/deployment/signed-request.ts';

/** More pages of 100 than any topic has subscriptions, or a stack resources: 500 at most (CloudFormation quotas). */
const maxPages = 5;

/** The subscribers of a deployed stage's topic of alarms. */
export function makeStageAlarms(
  http: Pick<Http, 'fetch' | 'timeoutSignal'>,
  { stage, region }: { readonly stage: string; readonly region: string | undefined },
): AlarmSubscribers {
  return {
    read: async () => {
      const client = openAsker(region);
      try {
        const topic = await topicOf(client, `patchbay-${stage}`);
        return topic === undefined ? notFound : await subscriptionsOf(http, client, topic);
      } catch (error) {
        const problem = explainAwsFailure(error, {
          kind: 'stage',
          name: `the stack patchbay-${stage}`,
        })?.problem;
        if (problem === undefined) throw error;
        return failed(problem.replace(/\.$/, ''));
      } finally {
        client.destroy();
      }
    },
  };
}

const failed = (why: string): Asked<never> => ({ ok: false, reason: 'failed', why });
const notFound = failed('the stack has no topic of alarms; deploy it again with `npm run deploy`');

/** In pages: a stage has more than the 100 resources that DescribeStackResources shows (CloudFormation API reference). */
async function topicOf(client: CloudFormationClient, stack: string): Promise<string | undefined> {
  let next: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { StackResourceSummaries = [], NextToken } = await client.send(
      new ListStackResourcesCommand({ StackName: stack, NextToken: next }),
    );
    const topic = StackResourceSummaries.find(({ ResourceType }) => ResourceType === 'AWS::SNS::Topic');
    if (topic !== undefined) return topic.PhysicalResourceId;
    if (NextToken === undefined) return undefined;
    next = NextToken;
  }
  return undefined;
}

/** SNS API reference, ListSubscriptionsByTopic. */
async function subscriptionsOf(
  http: Pick<Http, 'fetch' | 'timeoutSignal'>,
  client: CloudFormationClient,
  topic: string,
): Promise<Asked<readonly Subscription[]>> {
  const region = topic.split(':')[3] ?? '';
  const subscriptions: Subscription[] = [];
  let next: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const body = new URLSearchParams({
      Action: 'ListSubscriptionsByTopic',
      Version: '2010-03-31',
      TopicArn: topic,
      ...(next === undefined ? {} : { NextToken: next }),
    }).toString();
    const response = await askAws(http, client, {
      service: 'sns',
      region,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    const text = await response.text();
    if (!response.ok)
      return failed(`SNS refused (http-${response.status}): ${textsIn(text, 'Code')[0] ?? ''}`);
    if (!text.includes('<ListSubscriptionsByTopicResult')) return senseless('SNS', 'a list of subscriptions');
    subscriptions.push(...subscriptionsIn(text));
    next = textsIn(text, 'NextToken')[0];
    if (next === undefined) return given(subscriptions);
  }
  return given(subscriptions);
}

/** Of one that waits for its confirmation, SNS shows words in the place of the ARN (SNS API reference, Subscription). */
export function subscriptionsIn(xml: string): readonly Subscription[] {
  return textsIn(xml, 'member').map((member) => ({
    protocol: textsIn(member, 'Protocol')[0] ?? 'unknown',
    isConfirmed: textsIn(member, 'SubscriptionArn')[0]?.startsWith('arn:') === true,
  }));
}

/** What stands in the elements of that name, which hold none of the same name. */
function textsIn(xml: string, element: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))].map(([, text = '']) => text);
}
