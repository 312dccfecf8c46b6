import type { DeviceCheck } from '../ipa/device-check.ts';

/** `devices.json`: what the page of a release needs to check a device, and nothing that names one. */
export function devicesDocument(check: DeviceCheck): string {
  return `${JSON.stringify({ schema: 1, ...check })}\n`;
}
