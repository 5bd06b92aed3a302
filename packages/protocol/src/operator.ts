/** What only operators send and get: apart, so that what is built for customers does not have it. */
export { deskFrameSchemas } from './frames/desk-frames.ts';
export { operatorEventSchemas } from './frames/operator-events.ts';
export { operatorFrameSchemas } from './frames/operator-frames.ts';
export { takeoverFrameSchemas } from './frames/takeover-frames.ts';
