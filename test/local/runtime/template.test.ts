import { describe, expect, it } from 'vitest';
import { Resolver, parseTemplate } from '../../../local/runtime/intrinsics.ts';
import { readStack } from '../../../local/runtime/template.ts';
import { functionsFolder, makeTemplate } from './fixtures/template.ts';

interface Resource {
  Type: string;
  Properties: unknown;
}
/** The template with some resources replaced, added, or (undefined) left out. */
function withResources(changes: Record<string, Resource | undefined>) {
  const all: Record<string, Resource | undefined> = { ...makeTemplate().Resources, ...changes };
  const resources = Object.entries(all);
  return { Resources: Object.fromEntries(resources.filter(([, resource]) => resource !== undefined)) };
}

describe('a template that the runtime cannot play', () => {
  const rule = (ScheduleExpression: string) => ({
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression, Targets: [{ Arn: { 'Fn::GetAtt': ['Tick', 'Arn'] } }] },
  });
  const policy = (statement: unknown) => ({
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyDocument: { Statement: [statement] }, Roles: [{ Ref: 'TickRole' }] },
  });
  const lambda = (FunctionName: unknown) => ({
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName, Handler: 'index.handler', Role: 'r' },
  });
  const route = (RouteKey: string) => ({
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { RouteKey, Target: 'integrations/EchoIntegration' },
  });

  it.each([
    {
      what: 'a cron schedule',
      id: 'Rule',
      resource: rule('cron(0 12 * * ? *)'),
      message: 'does not play the schedule cron',
    },
    {
      what: 'a greedy route',
      id: 'ExtraRoute',
      resource: route('ANY /{proxy+}'),
      message: 'does not play the route ANY /{proxy+}',
    },
    {
      what: 'the default route',
      id: 'ExtraRoute',
      resource: route('$default'),
      message: 'does not play the route $default',
    },
    {
      what: 'a function that is not built',
      id: 'Extra',
      resource: lambda('things-test-unbuilt'),
      message: 'things-test-unbuilt; build the functions first',
    },
    {
      what: 'an unknown intrinsic',
      id: 'Extra',
      resource: lambda({ 'Fn::Select': [0, []] }),
      message: 'uses Fn::Select',
    },
    {
      what: 'a reference to nothing',
      id: 'Extra',
      resource: lambda({ Ref: 'Nothing' }),
      message: 'refers to Nothing',
    },
    {
      what: 'a second table',
      id: 'Extra',
      resource: { Type: 'AWS::DynamoDB::Table', Properties: {} },
      message: 'the template has 2',
    },
    { what: 'no machine', id: 'Machine', resource: undefined, message: 'the template has 0' },
  ])('$what is named', ({ id, resource, message }) => {
    expect(() => readStack(withResources({ [id]: resource }), functionsFolder)).toThrow(message);
  });

  it.each([
    { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' },
    { Effect: 'Allow', NotAction: 'dynamodb:*', Resource: '*' },
    { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', Condition: {} },
  ])("a function's statement that it does not understand: %j", (statement) => {
    expect(() => readStack(withResources({ Extra: policy(statement) }), functionsFolder)).toThrow();
  });
});

describe('a template', () => {
  const stack = readStack(makeTemplate(), functionsFolder);

  it('gives each function its environment, limits and statements', () => {
    expect(stack.functions.get('store')).toEqual({
      name: 'store',
      physicalName: 'things-test-store',
      arn: 'arn:aws:lambda:us-east-1:123456789012:function:things-test-store',
      folder: `${functionsFolder}/store`,
      handler: 'index.handler',
      environment: {
        TABLE_NAME: 'things-test',
        MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:things-test-hold',
        SECRET_ID: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:things/test-a1b2c3',
        PUBLIC_URL: 'https://Api.execute-api.us-east-1.amazonaws.com',
      },
      timeoutMs: 5_000,
      memoryMb: 512,
      statements: [
        {
          actions: ['dynamodb:PutItem'],
          resources: ['arn:aws:dynamodb:us-east-1:123456789012:table/things-test'],
        },
        {
          actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
          resources: [stack.secretArn],
        },
        { actions: ['states:StartExecution'], resources: [stack.machine.arn] },
        { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] },
      ],
    });
    expect([...stack.functions.keys()]).toEqual([
      'store',
      'park',
      'settle',
      'tidy',
      'tick',
      'echo',
      'broken',
    ]);
  });

  it('gives routes, schedules, table and machine', () => {
    expect(stack.routes).toEqual([
      { method: 'POST', path: '/things/{id}', functionName: 'store' },
      { method: 'POST', path: '/things/{id}/settled', functionName: 'settle' },
      { method: 'POST', path: '/echo', functionName: 'echo' },
    ]);
    expect(stack.schedules).toMatchObject([{ functionName: 'tick', everyMs: 60_000, source: 'aws.events' }]);
    expect(stack.table).toMatchObject({ name: 'things-test', indexes: [{ IndexName: 'list' }] });
    expect(stack.machine).toMatchObject({
      name: 'things-test-hold',
      definition: {
        StartAt: 'Park',
        States: { Park: { Parameters: { FunctionName: stack.functions.get('park')?.arn } } },
      },
    });
  });

  it('understands EventBridge Scheduler too', () => {
    const schedule = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(2 hours)',
        Target: { Arn: { 'Fn::GetAtt': ['Tick', 'Arn'] }, Input: '{"a":1}' },
      },
    };
    expect(readStack(withResources({ Rule: schedule }), functionsFolder).schedules).toMatchObject([
      { functionName: 'tick', everyMs: 7_200_000, source: 'aws.scheduler', input: '{"a":1}' },
    ]);
  });
});

describe('intrinsic functions', () => {
  const resolver = new Resolver(parseTemplate(makeTemplate()));
  it.each([
    { fragment: { Ref: 'BootstrapVersion' }, value: '/cdk/version' },
    { fragment: { Ref: 'Table' }, value: 'things-test' },
    {
      fragment: { 'Fn::GetAtt': 'Tick.Arn' },
      value: 'arn:aws:lambda:us-east-1:123456789012:function:things-test-tick',
    },
    { fragment: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 5]] }, value: 'a-us-east-1-5' },
    {
      fragment: { 'Fn::Sub': '${AWS::Region}/${Machine.Name}/${!kept}' },
      value: 'us-east-1/things-test-hold/${kept}',
    },
    {
      fragment: { 'Fn::Sub': ['${given}-${Table}', { given: { Ref: 'AWS::AccountId' } }] },
      value: '123456789012-things-test',
    },
    {
      fragment: [{ a: { b: { Ref: 'Table' } }, c: null, d: 1 }],
      value: [{ a: { b: 'things-test' }, c: null, d: 1 }],
    },
    { fragment: { Ref: 'Table', Other: 1 }, value: { Ref: 'Table', Other: 1 } },
  ])('$fragment', ({ fragment, value }) => {
    expect(resolver.resolve(fragment)).toEqual(value);
  });

  it('refuses a name that depends on itself', () => {
    const circular = {
      Resources: { T: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'T' } } } },
    };
    expect(() => new Resolver(parseTemplate(circular)).resolve({ Ref: 'T' })).toThrow('depends on itself');
  });
});
