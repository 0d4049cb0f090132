/** An endpoint has no way to stop a bot: it goes when its room does. */
export function stopEndpointBot(): Promise<boolean> {
  return Promise.resolve(true);
}
