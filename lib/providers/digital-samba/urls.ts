/** The endpoint that is to be entered for the webhook at Digital Samba. `publicUrl`: where it reaches us, without a slash. */
export function digitalSambaEventsUrl(publicUrl: string): string {
  return `${publicUrl}/digital-samba/events`;
}
