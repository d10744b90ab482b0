/** Milliseconds of a camera move; none for people who asked for less motion. */
export const CAMERA_MS = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 240

/** How "fit" looks: never larger than life, some air around; at the sides what ports are called and the bends of connections have room, too. */
export const FIT = { padding: { x: '40px', y: '24px' }, maxZoom: 1, minZoom: 0.02, duration: CAMERA_MS } as const
