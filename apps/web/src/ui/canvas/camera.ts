/** Milliseconds of a camera move; none for people who asked for less motion. */
export const CAMERA_MS = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 240

/** How "fit" looks: never larger than life, some air around. */
export const FIT = { padding: '22px', maxZoom: 1, minZoom: 0.02, duration: CAMERA_MS } as const
