/**
 * Credentials from the environment, where Lambda puts those of the function's role (Lambda docs, "Using Lambda
 * environment variables"). The build puts this file in the place of `@aws-sdk/credential-provider-node`, whose chain
 * (profiles, SSO, web identity, instance metadata) no function needs and which would be a quarter of its bundle.
 * @throws if they are not set
 */
export const defaultProvider = () => () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    return Promise.reject(new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.'));
  }
  return Promise.resolve({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  });
};
