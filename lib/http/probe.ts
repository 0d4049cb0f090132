/**
 * Header of the requests by which `patchbay doctor` tries whether a webhook refuses what nobody signed. Anybody may send it:
 * it is refused all the same, and spares the alarm for requests of providers that are refused.
 */
export const probeHeader = 'x-patchbay-probe';
