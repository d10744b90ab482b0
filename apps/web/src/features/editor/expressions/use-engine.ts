import { onDemand } from '../../../lib/on-demand.ts'

/** Undefined until its code is there. */
export const useExpressionEngine = onDemand(async () => (await import('./preview.ts')).createEngine())
