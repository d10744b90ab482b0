// The ABI: the whole surface of the module, golden-tested. src/core-exports.ts says what each call means.
export { configure } from './limits'
export { allocate } from './memory/arena'
export { seedHash } from './memory/bytes'
export { outputLength, outputStart } from './memory/output'
export { count, position } from './history/versions'
export { admit, append, applyAll, canonicalize, delta, diff, graph, open, reset, seek, used, viewport, write } from './document'
export { errorOffset, errorOperation, errorPatch, errorPointerLength, errorPointerStart } from './status'
