import type { Engine } from '../engine.ts'

/** What publishing works with. */
export type WorkflowDeps = Pick<Engine, 'documents' | 'patches' | 'blobs' | 'materializer' | 'ids' | 'fanout' | 'limits' | 'rules'>
