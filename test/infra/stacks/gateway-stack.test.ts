import { Match, Template as Assertions } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { functionNamesOf, gatewayFunctions } from '../../../infra/functions/functions.ts';
import { resourcesOf } from '../../../infra/template.ts';
import {
  grantsOf,
  lambdaOf,
  logGroupOf,
  roleOf,
  shortTimes,
  targetOf,
  templateOf,
  variablesOf,
} from '../support.ts';

const functionNames = functionNamesOf(['twilio']);

const template = templateOf();
const assertions = Assertions.fromJSON(template);

test('there is one function for each name, and no other', () => {
  expect(
    resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties['FunctionName']),
  ).toEqual(functionNames.map((name) => `patchbay-dev-${name}`));
});

describe.each(functionNames)('function %s', (name) => {
  const lambda = lambdaOf(template, name);
  const properties = lambda.Properties;

  test('runs on Node 24, arm64, 512 MB, untraced (a trace costs more than the rest of the invocation), unreserved', () => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Handler: 'index.handler',
    });
    expect(properties).not.toHaveProperty('TracingConfig');
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('is given what functions/compose/compose.ts reads', () => {
    expect(variablesOf(lambda)).toEqual([
      'CONNECT_SLICE_MS',
      'CONNECT_TASK_MS',
      'DAILY_API_URL',
      'DEAD_LETTERS_URL',
      'DIGITAL_SAMBA_API_URL',
      'HOLD_BUDGET_MS',
      'HOLD_SLICE_MS',
      'HOLD_TASK_MS',
      'LONGEST_CALL_MS',
      'MACHINE_ARN',
      'PIPECAT_CLOUD_API_URL',
      'PLIVO_API_URL',
      'PUBLIC_URL',
      'REFUSAL_STATUS',
      'RESERVE_MS',
      'RETENTION_DAYS',
      'SECRET_ID',
      'SINCH_API_URL',
      'STAGE',
      'TABLE_NAME',
      'TWILIO_API_URL',
      'VOICE_PROVIDERS',
      'VONAGE_API_URL',
      'WAKE_QUEUE_URL',
    ]);
  });

  test('writes to a log group of its own, kept for 30 days', () => {
    expect(template.Resources[logGroupOf(properties)]?.Properties).toMatchObject({
      LogGroupName: `/aws/lambda/patchbay-dev-${name}`,
      RetentionInDays: 30,
    });
  });

  test('has a role of its own that allows what its list says, its logs, and nothing else', () => {
    const roleId = targetOf(properties['Role']);
    const sharers = resourcesOf(template, 'AWS::Lambda::Function').filter(
      ([, other]) => targetOf(other.Properties['Role']) === roleId,
    );
    expect(sharers).toHaveLength(1);
    const grants = grantsOf(roleOf(template, properties['Role']));
    const own = grants.filter((grant) => !grant.startsWith('logs:'));
    expect(own.map((grant) => grant.split(' ')[0]).toSorted()).toEqual(
      gatewayFunctions[name].actions
        .filter((action) => !action.endsWith(' on providers'))
        .map((action) => action.replace(/ on .*/, ''))
        .toSorted(),
    );
    expect(grants.filter((grant) => !own.includes(grant)).toSorted()).toEqual([
      `logs:CreateLogStream on <${logGroupOf(properties)}>`,
      `logs:PutLogEvents on <${logGroupOf(properties)}>`,
    ]);
  });
});

describe('providers’ keys in a secret of their own', () => {
  const chosen = templateOf({ providerSecret: true });
  const ids = resourcesOf(chosen, 'AWS::SecretsManager::Secret').map(([logicalId]) => logicalId);
  const readsOf = (name: string) =>
    grantsOf(roleOf(chosen, lambdaOf(chosen, name).Properties['Role'])).filter((grant) =>
      grant.startsWith('secretsmanager:'),
    );

  test('begin empty, and the stack says where they are', () => {
    const [, providers] = resourcesOf(chosen, 'AWS::SecretsManager::Secret')[1] ?? [];
    expect(providers?.Properties).toMatchObject({ SecretString: '{}' });
    expect(chosen.Outputs['ProviderSecretId']?.Value).toEqual({ Ref: ids[1] });
  });

  test.each(functionNames.filter((name) => name !== 'bot-ready'))('are read by %s, beside ours', (name) => {
    expect(readsOf(name)).toEqual(ids.map((id) => `secretsmanager:GetSecretValue on <${id}>`));
    expect(variablesOf(lambdaOf(chosen, name))).toContain('PROVIDER_SECRET_ID');
  });

  test('are not read by bot-ready, which checks tokens of ours alone', () => {
    expect(readsOf('bot-ready')).toEqual([`secretsmanager:GetSecretValue on <${ids[0] ?? ''}>`]);
    expect(variablesOf(lambdaOf(chosen, 'bot-ready'))).not.toContain('PROVIDER_SECRET_ID');
  });
});

test('a function has concurrent executions of its own where the settings say so, and no other has', () => {
  const chosen = templateOf({ reservedConcurrency: { 'daily-pinless': 20, 'conference-sync': 5 } });
  const reserved = resourcesOf(chosen, 'AWS::Lambda::Function').flatMap(([, { Properties }]) =>
    'ReservedConcurrentExecutions' in Properties
      ? [[Properties['FunctionName'], Properties['ReservedConcurrentExecutions']]]
      : [],
  );
  expect(reserved).toEqual([
    ['patchbay-dev-daily-pinless', 20],
    ['patchbay-dev-conference-sync', 5],
  ]);
});

test('an account that may run ten functions at once has some left while conferences are synchronised', () => {
  const mapped = (settings = {}) =>
    resourcesOf(templateOf(settings), 'AWS::Lambda::EventSourceMapping').map(
      ([, { Properties }]) => Properties['ScalingConfig'],
    );
  expect(mapped()).toEqual([{ MaximumConcurrency: 5 }]);
  expect(mapped({ conferencesAtOnce: 50 })).toEqual([{ MaximumConcurrency: 50 }]);
});

test('every grant is on the resource that it is for', () => {
  const [tableId] = resourcesOf(template, 'AWS::DynamoDB::GlobalTable')[0] ?? [''];
  const [secretId] = resourcesOf(template, 'AWS::SecretsManager::Secret')[0] ?? [''];
  const machine = ':<AWS::AccountId>:stateMachine:patchbay-dev-held-call';
  const queue = 'arn:aws:sqs:<AWS::Region>:<AWS::AccountId>:patchbay-dev-conference-sync.fifo';
  const deadLetters = 'arn:aws:sqs:<AWS::Region>:<AWS::AccountId>:patchbay-dev-conference-sync-dead.fifo';
  const allowed = {
    'dynamodb:GetItem': `<${tableId}>`,
    'dynamodb:PutItem': `<${tableId}>`,
    'dynamodb:UpdateItem': `<${tableId}>`,
    'dynamodb:DeleteItem': `<${tableId}>`,
    'dynamodb:Query': `<${tableId}>`,
    'dynamodb:Query on list': `<${tableId}>/index/list`,
    'secretsmanager:GetSecretValue': `<${secretId}>`,
    'states:StartExecution': `arn:aws:states:us-east-1${machine}`,
    'states:SendTaskSuccess': `arn:aws:states:us-east-1${machine}`,
    'states:SendTaskFailure': `arn:aws:states:us-east-1${machine}`,
    'sqs:SendMessage': queue,
    'sqs:ReceiveMessage': queue,
    'sqs:DeleteMessage': queue,
    'sqs:ChangeMessageVisibility': queue,
    'sqs:GetQueueAttributes': queue,
    'sqs:ReceiveMessage on dead letters': deadLetters,
    'sqs:DeleteMessage on dead letters': deadLetters,
  };
  const expected = new Set(
    Object.entries(allowed).map(([action, resource]) => `${action.replace(/ on .*/, '')} on ${resource}`),
  );
  const grants = functionNames
    .flatMap((name) => grantsOf(roleOf(template, lambdaOf(template, name).Properties['Role'])))
    .filter((grant) => !grant.startsWith('logs:'));
  expect(new Set(grants)).toEqual(expected);
});

test('no role has a wildcard action, and wildcard resources only where AWS knows no others', () => {
  const roles = resourcesOf(template, 'AWS::IAM::Role');
  expect(roles).toHaveLength(functionNames.length + 1);
  assertions.resourceCountIs('AWS::IAM::Policy', 0);
  const grants = roles.flatMap(([, role]) => grantsOf(role));
  expect(grants.filter((grant) => grant.split(' on ')[0]?.includes('*'))).toEqual([]);
  const wide = grants.filter((grant) => grant.endsWith(' on *')).map((grant) => grant.split(':')[0]);
  expect(new Set(wide)).toEqual(new Set(['logs']));
});

describe('the table', () => {
  test('has its keys, its sparse index, its time to live and its backups', () => {
    assertions.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: Match.arrayWith([
        { AttributeName: 'list', AttributeType: 'S' },
        { AttributeName: 'listAt', AttributeType: 'N' },
      ]),
      GlobalSecondaryIndexes: [{ IndexName: 'list', Projection: { ProjectionType: 'KEYS_ONLY' } }],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  test.each([
    [true, 'Retain', 'RetainExceptOnCreate'],
    [false, 'Delete', 'Delete'],
  ])('with deletion protection %s: %s, and the secret: %s', (deletionProtection, policy, ofSecret) => {
    const chosen = Assertions.fromJSON(templateOf({ deletionProtection }));
    chosen.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: policy,
      Properties: { Replicas: [{ DeletionProtectionEnabled: deletionProtection }] },
    });
    chosen.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: ofSecret,
      UpdateReplacePolicy: policy,
    });
  });
});

test('the secret starts as an object with a generated signing key', () => {
  assertions.hasResourceProperties('AWS::SecretsManager::Secret', {
    GenerateSecretString: { SecretStringTemplate: '{}', GenerateStringKey: 'signingKey', PasswordLength: 64 },
  });
});

test('the sweep runs every minute, and a failed run is not repeated', () => {
  assertions.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
  });
  assertions.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: lambdaOf(template, 'sweep').logicalId },
    MaximumRetryAttempts: 0,
  });
});

describe('the canary', () => {
  const withCanary = templateOf({ canary: { everyMinutes: 10 } });
  const canary = lambdaOf(withCanary, 'canary');

  test('is there only if the settings say so', () => {
    expect(() => lambdaOf(template, 'canary')).toThrow('no function canary');
    const added = Object.values(withCanary.Resources).length - Object.values(template.Resources).length;
    // Function, role, log group, what happens after a failed run, the rule and its permission, the alarm, its query.
    expect(added).toBe(8);
    for (const name of functionNames) {
      expect(variablesOf(lambdaOf(template, name))).not.toContain('CANARY');
      expect(variablesOf(lambdaOf(withCanary, name))).toContain('CANARY');
    }
  });

  test('runs at its rate, and a failed run is not repeated', () => {
    Assertions.fromJSON(withCanary).hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(10 minutes)',
      Targets: [
        { Arn: { 'Fn::GetAtt': [canary.logicalId, 'Arn'] }, RetryPolicy: { MaximumRetryAttempts: 0 } },
      ],
    });
  });

  test('may read calls and the secret, and nothing else', () => {
    const grants = grantsOf(roleOf(withCanary, canary.Properties['Role']));
    expect(grants.filter((grant) => !grant.startsWith('logs:')).map((grant) => grant.split(' ')[0])).toEqual([
      'dynamodb:GetItem',
      'secretsmanager:GetSecretValue',
    ]);
  });
});

test('the outputs are what is asked for after a deployment', () => {
  expect(Object.keys(template.Outputs).toSorted()).toEqual([
    'ApiUrl',
    'ChangesLogGroup',
    'DailyApiUrl',
    'DailyEventsUrl',
    'DailyPinlessUrl',
    'DigitalSambaApiUrl',
    'DigitalSambaEventsUrl',
    'MachineArn',
    'PipecatCloudApiUrl',
    'SecretId',
    'TableName',
    'TwilioApiUrl',
    'TwilioStatusUrl',
    'TwilioVoiceUrl',
  ]);
});

test('the outputs say where the providers are, for whoever does not have the settings', () => {
  const { Outputs } = templateOf({ dailyApiUrl: 'https://daily.example.com/v1' });
  expect(Outputs['DailyApiUrl']?.Value).toBe('https://daily.example.com/v1');
  expect(Outputs['TwilioApiUrl']?.Value).toBe('https://api.twilio.com/2010-04-01');
});

test('settings reach the functions in their units', () => {
  const short = templateOf({ ...shortTimes, callRetentionDays: 7 });
  expect(lambdaOf(short, 'hold-call').Properties['Environment']).toMatchObject({
    Variables: {
      STAGE: 'dev',
      HOLD_BUDGET_MS: '30000',
      HOLD_SLICE_MS: '3000',
      HOLD_TASK_MS: '2000',
      CONNECT_SLICE_MS: '2000',
      CONNECT_TASK_MS: '1000',
      RESERVE_MS: '1000',
      LONGEST_CALL_MS: '14400000',
      RETENTION_DAYS: '7',
      DAILY_API_URL: 'https://api.daily.co/v1',
      PIPECAT_CLOUD_API_URL: 'https://api.pipecat.daily.co/v1',
    },
  });
});

test('wrong settings stop the synthesis with their sentence', () => {
  expect(() => templateOf({ holdBudgetS: 50 })).toThrow('Setting holdBudgetS: must be at least 99 s');
});
