/** The version of the Open Cybersecurity Schema Framework that events are written in (https://schema.ocsf.io/1.8.0). */
export const OCSF_VERSION = '1.8.0';

/** The classes we use, each with the ids and captions of its activities (`99` is what none of them says). */
export const OCSF_CLASSES = {
  'account-change': {
    uid: 3001,
    name: 'Account Change',
    category: 3,
    activities: { create: [1, 'Create'], delete: [6, 'Delete'], other: [99, 'Other'] },
  },
  authentication: {
    uid: 3002,
    name: 'Authentication',
    category: 3,
    activities: { logon: [1, 'Logon'], logoff: [2, 'Logoff'] },
  },
  'entity-management': {
    uid: 3004,
    name: 'Entity Management',
    category: 3,
    activities: {
      create: [1, 'Create'],
      update: [3, 'Update'],
      delete: [4, 'Delete'],
      activate: [10, 'Activate'],
      deactivate: [11, 'Deactivate'],
      suspend: [12, 'Suspend'],
      resume: [13, 'Resume'],
      other: [99, 'Other'],
    },
  },
  'api-activity': {
    uid: 6003,
    name: 'API Activity',
    category: 6,
    activities: { read: [2, 'Read'], other: [99, 'Other'] },
  },
} as const;
export type OcsfClass = keyof typeof OCSF_CLASSES;

/** Names of the categories of those classes. */
export const OCSF_CATEGORIES = { 3: 'Identity & Access Management', 6: 'Application Activity' } as const;

/** What an action is in OCSF: its class, the activity within it, and whether something went wrong. */
export type OcsfActivity = {
  readonly [Class in OcsfClass]: {
    readonly class: Class;
    readonly activity: keyof (typeof OCSF_CLASSES)[Class]['activities'];
    readonly failed?: true;
  };
}[OcsfClass];
