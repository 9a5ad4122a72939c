// ElectroDB is CommonJS: bundled, it has its names only where it is imported statically. This module is what is loaded on first use.
export { CustomAttributeType, Entity, createConversions, createWriteTransaction } from 'electrodb';
