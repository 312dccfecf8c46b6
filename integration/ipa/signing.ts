/** How a build is signed, which decides who can install it. */
export type SigningKind = 'ad-hoc' | 'development' | 'enterprise' | 'app-store' | 'none';

/** The parts of a provisioning profile that tell the signing kind. */
export interface SigningEvidence {
  provisionsAllDevices: boolean;
  getTaskAllow: boolean;
  /** Number of listed devices; null when the profile has no list at all. */
  deviceCount: number | null;
}

/**
 * Tells the signing kind from the provisioning profile, null standing for a build without one.
 * The order of the questions matters. Source: Apple TN3125, "Inside Code Signing: Provisioning Profiles".
 */
export function signingKind(profile: SigningEvidence | null): SigningKind {
  if (!profile) return 'none';
  if (profile.provisionsAllDevices) return 'enterprise';
  if (profile.getTaskAllow) return 'development';
  return profile.deviceCount === null ? 'app-store' : 'ad-hoc';
}
