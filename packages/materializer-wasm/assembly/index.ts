// The ABI of the core: the whole surface of the module, golden-tested. src/core-exports.ts says what each call means.
export { configure } from './limits'
export { allocate } from './memory/arena'
export { seedHash } from './memory/bytes'
export { output } from './memory/output'
export { count, position } from './history/versions'
export { admit, append, applyAll, delta, open, reset, seek, used, viewport, write } from './document'
export { report } from './status'
