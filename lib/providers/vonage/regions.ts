/** The regions that Vonage has (Vonage docs, application API, voice region). There may be others one day. */
export const regions: readonly Region[] = ['us-3', 'us-4', 'eu-3', 'eu-4', 'ap-3', 'ap-4'];

/** Two letters and a digit, as hosts are named by it: `api-eu-3.vonage.com`. */
export type Region = string;

const ownHost = /^api(?:-[a-z]{2}-\d)?\.(?:nexmo|vonage)\.com$/;

/** Whether a base URL is Vonage's own, and no stand-in. */
export const isVonages = (apiUrl: string): boolean => ownHost.test(new URL(apiUrl).hostname);

/** Base URL of a region: a host of its own, or a path below a stand-in's base. */
export function baseOf(apiUrl: string, region: Region | undefined): string {
  if (region === undefined) return apiUrl;
  return isVonages(apiUrl) ? `https://api-${region}.vonage.com` : `${apiUrl}/${region}`;
}

/** The region that `region_url` of a webhook names, whatever else stands in it: where we send anything is ours to say. */
export function regionOf(regionUrl: string | undefined): Region | undefined {
  return /[/-]([a-z]{2}-\d)(?:\.\w+\.com)?\/?$/.exec(regionUrl ?? '')?.[1];
}
