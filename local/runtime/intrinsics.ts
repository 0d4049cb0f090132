import * as z from 'zod';

/** Account that every local ARN names. AWS's own documentation uses this number for examples. */
export const ACCOUNT = '123456789012';
/** Region that every local ARN names. */
export const REGION = 'us-east-1';

/** Six characters follow the name of every real secret in its ARN (Secrets Manager docs, "ARN format"). */
const SECRET_ARN_SUFFIX = 'a1b2c3';

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});

/** A CloudFormation template as far as the runtime reads it. */
export type Template = z.infer<typeof templateSchema>;

/** Parses a synthesised template. Throws if it has no resources: then it is not a template. */
export function parseTemplate(template: unknown): Template {
  return templateSchema.parse(template);
}

/** What `Ref` and `Fn::GetAtt` give for one resource on this machine. */
interface LocalResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'local',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/local/00000000-0000-0000-0000-000000000000`,
};

const functionCall = z.record(z.string(), z.unknown());
const joinArguments = z.tuple([z.string(), z.array(z.unknown())]);
const getAttArguments = z.union([z.tuple([z.string(), z.string()]), z.string()]);
const subArguments = z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])]);

/**
 * Replaces the intrinsic functions in a fragment of the template by local values.
 * Understands Ref, Fn::GetAtt, Fn::Join and Fn::Sub; throws on any other, so that nothing half-resolved is used.
 */
export class Resolver {
  readonly #template: Template;
  readonly #resolving = new Set<string>();

  constructor(template: Template) {
    this.#template = template;
  }

  /** The fragment with every intrinsic function replaced. */
  resolve(fragment: unknown): unknown {
    if (Array.isArray(fragment)) return fragment.map((part: unknown) => this.resolve(part));
    const object = functionCall.safeParse(fragment);
    if (!object.success) return fragment;
    const entries = Object.entries(object.data);
    const [first] = entries;
    if (first !== undefined && entries.length === 1) {
      const [name, argument] = first;
      if (name === 'Ref') return this.#ref(z.string().parse(argument));
      if (name.startsWith('Fn::')) return this.#call(name, argument);
    }
    return Object.fromEntries(entries.map(([key, value]) => [key, this.resolve(value)]));
  }

  /** A resource's properties, resolved. */
  properties(logicalId: string): unknown {
    return this.resolve(this.#template.Resources[logicalId]?.Properties ?? {});
  }

  #call(name: string, argument: unknown): string {
    switch (name) {
      case 'Fn::Join': {
        const [delimiter, parts] = joinArguments.parse(argument);
        return parts.map((part) => this.#text(part)).join(delimiter);
      }
      case 'Fn::GetAtt': {
        const path = getAttArguments.parse(argument);
        const [logicalId, attribute] = typeof path === 'string' ? splitOnce(path) : path;
        return this.#attribute(logicalId, attribute);
      }
      case 'Fn::Sub': {
        const parsed = subArguments.parse(argument);
        const [text, values] = typeof parsed === 'string' ? [parsed, {}] : parsed;
        return text.replace(/\$\{(!?)([^}]+)\}/g, (_, escaped: string, key: string) => {
          if (escaped) return `\${${key}}`;
          if (key in values) return this.#text(values[key]);
          return key.includes('.') ? this.#attribute(...splitOnce(key)) : this.#ref(key);
        });
      }
      default:
        throw new Error(`The template uses ${name}, which the local runtime does not resolve.`);
    }
  }

  #text(fragment: unknown): string {
    const value = this.resolve(fragment);
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    throw new Error('The template joins something that is neither text nor a number.');
  }

  #ref(name: string): string {
    const pseudo = pseudoParameters[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = this.#template.Parameters[name];
    if (parameter !== undefined) return this.#text(parameter.Default);
    return this.#local(name).ref;
  }

  #attribute(logicalId: string, attribute: string): string {
    const value = this.#local(logicalId).attributes[attribute];
    if (value === undefined) throw new Error(`The local runtime has no value for ${logicalId}.${attribute}.`);
    return value;
  }

  #local(logicalId: string): LocalResource {
    const resource = this.#template.Resources[logicalId];
    if (resource === undefined)
      throw new Error(`The template refers to ${logicalId}, which it does not define.`);
    if (this.#resolving.has(logicalId)) throw new Error(`The name of ${logicalId} depends on itself.`);
    this.#resolving.add(logicalId);
    try {
      const given = (property: string): string => {
        const name = functionCall.parse(resource.Properties ?? {})[property];
        return name === undefined ? logicalId : this.#text(name);
      };
      return localResource(resource.Type, logicalId, given);
    } finally {
      this.#resolving.delete(logicalId);
    }
  }
}

/** `given` reads a physical name from a property, and falls back to the logical id as CloudFormation makes one up. */
function localResource(type: string, logicalId: string, given: (property: string) => string): LocalResource {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  switch (type) {
    case 'AWS::Lambda::Function': {
      const name = given('FunctionName');
      return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    }
    case 'AWS::DynamoDB::GlobalTable':
    case 'AWS::DynamoDB::Table': {
      const name = given('TableName');
      const tableArn = arn('dynamodb', `table/${name}`);
      return { ref: name, attributes: { Arn: tableArn, StreamArn: `${tableArn}/stream/local` } };
    }
    case 'AWS::SQS::Queue': {
      const name = given('QueueName');
      const url = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
      return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name } };
    }
    case 'AWS::StepFunctions::StateMachine': {
      const name = given('StateMachineName');
      const machineArn = arn('states', `stateMachine:${name}`);
      return { ref: machineArn, attributes: { Arn: machineArn, Name: name } };
    }
    case 'AWS::SecretsManager::Secret': {
      const secretArn = arn('secretsmanager', `secret:${given('Name')}-${SECRET_ARN_SUFFIX}`);
      return { ref: secretArn, attributes: { Id: secretArn } };
    }
    case 'AWS::ApiGatewayV2::Api': {
      const endpoint = `https://${logicalId}.execute-api.${REGION}.amazonaws.com`;
      return { ref: logicalId, attributes: { ApiId: logicalId, ApiEndpoint: endpoint } };
    }
    case 'AWS::IAM::Role': {
      const name = given('RoleName');
      return { ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${name}` } };
    }
    case 'AWS::Logs::LogGroup': {
      const name = given('LogGroupName');
      return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
    }
    default:
      return { ref: logicalId, attributes: { Arn: arn('local', logicalId) } };
  }
}

function splitOnce(path: string): [string, string] {
  const dot = path.indexOf('.');
  return [path.slice(0, dot), path.slice(dot + 1)];
}
