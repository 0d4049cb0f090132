/** A SIP address without `sip:`. Daily writes it both ways, in REST answers as in events. */
export function bareAddress(address: string): string {
  return address.trim().replace(/^sips?:/i, '');
}
