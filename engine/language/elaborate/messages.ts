/**
 * What the elaborator of models has to say: one function a message. ASY40xx names · ASY41xx types ·
 * ASY42xx values and functions · ASY49xx advice · ASY5xxx the meaning of a model · ASY7xxx what is
 * not supported yet. A code never changes its meaning.
 */
export * from './messages/advice.js';
export * from './messages/model.js';
export * from './messages/names.js';
export * from './messages/properties.js';
export * from './messages/types.js';
export * from './messages/unsupported.js';
export * from './messages/values.js';
