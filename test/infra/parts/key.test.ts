import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { functionNamesOf } from '../../../infra/functions/functions.ts';
import { resourcesOf, type TemplateResource } from '../../../infra/template.ts';
import { lambdaOf, roleOf, templateOf } from '../support.ts';

const functionNames = functionNamesOf(['twilio']);

const template = templateOf({ ownKey: true, monthlyBudgetUsd: 50 });
const [keyId = '', key] = resourcesOf(template, 'AWS::KMS::Key')[0] ?? [];
const arn = { 'Fn::GetAtt': [keyId, 'Arn'] };

/** What is kept somewhere, and the property by which it is encrypted (CloudFormation docs of each). */
const kept: readonly { type: string; keyIn: (properties: TemplateResource['Properties']) => unknown }[] = [
  {
    type: 'AWS::DynamoDB::GlobalTable',
    keyIn: ({ Replicas }) =>
      z.tuple([z.object({ SSESpecification: z.object({ KMSMasterKeyId: z.unknown() }) })]).parse(Replicas)[0]
        .SSESpecification.KMSMasterKeyId,
  },
  { type: 'AWS::SecretsManager::Secret', keyIn: ({ KmsKeyId }) => KmsKeyId },
  { type: 'AWS::SQS::Queue', keyIn: ({ KmsMasterKeyId }) => KmsMasterKeyId },
  { type: 'AWS::SNS::Topic', keyIn: ({ KmsMasterKeyId }) => KmsMasterKeyId },
  { type: 'AWS::Logs::LogGroup', keyIn: ({ KmsKeyId }) => KmsKeyId },
];

describe('with a key of its own', () => {
  test.each(kept)('every $type is encrypted under it', ({ type, keyIn }) => {
    const found = resourcesOf(template, type);
    expect(found.length).toBeGreaterThan(0);
    for (const [, { Properties }] of found) expect([arn, { Ref: keyId }]).toContainEqual(keyIn(Properties));
  });

  test('the key is renewed every year, and stays when the stack goes', () => {
    expect(key).toMatchObject({ DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
    const [, gone] =
      resourcesOf(templateOf({ ownKey: true, deletionProtection: false }), 'AWS::KMS::Key')[0] ?? [];
    expect(gone).toMatchObject({ DeletionPolicy: 'Delete' });
  });

  test.each(functionNames)(
    '%s may use it through the services that keep things, and not change it',
    (name) => {
      const role = roleOf(template, lambdaOf(template, name).Properties['Role']);
      const [policy] = z
        .tuple([z.object({ PolicyDocument: z.object({ Statement: z.array(z.looseObject({})) }) })])
        .parse(role.Properties['Policies']);
      expect(
        policy.PolicyDocument.Statement.filter(({ Resource }) => JSON.stringify(Resource).includes(keyId)),
      ).toEqual([
        {
          Effect: 'Allow',
          Action: [
            'kms:Decrypt',
            'kms:DescribeKey',
            'kms:Encrypt',
            'kms:GenerateDataKey',
            'kms:GenerateDataKeyWithoutPlaintext',
            'kms:ReEncryptFrom',
            'kms:ReEncryptTo',
          ],
          Resource: arn,
          Condition: {
            StringEquals: {
              'kms:ViaService': [
                'dynamodb.us-east-1.amazonaws.com',
                'secretsmanager.us-east-1.amazonaws.com',
                'sqs.us-east-1.amazonaws.com',
              ],
            },
          },
        },
      ]);
    },
  );

  test.each([
    ['logs.us-east-1.amazonaws.com', ':log-group:/aws/*/patchbay-dev*'],
    ['cloudwatch.amazonaws.com', 'aws:SourceAccount'],
    ['budgets.amazonaws.com', 'aws:SourceAccount'],
  ])('%s may use it, for this stage or account alone', (service, condition) => {
    const { Statement } = z
      .object({
        Statement: z.array(z.looseObject({ Principal: z.unknown(), Condition: z.unknown().optional() })),
      })
      .parse(key?.Properties['KeyPolicy']);
    const found = Statement.filter(({ Principal }) => JSON.stringify(Principal).includes(`"${service}"`));
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found[0]?.Condition)).toContain(condition);
  });
});
