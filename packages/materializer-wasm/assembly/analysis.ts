// The ABI of the analysis module: questions about whole documents, built from the sources of the core so that a document,
// its door and equality mean the same (docs/adr says why it is a module of its own). src/core-exports.ts says what each call means.
export { configure } from './limits'
export { allocate } from './memory/arena'
export { seedHash } from './memory/bytes'
export { output } from './memory/output'
export { open, reset } from './document'
export { canonicalize, diff, graph } from './whole-documents'
export { report } from './status'
