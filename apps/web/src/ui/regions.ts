/** The parts of a page that F6 goes through, named by `data-region`; how it does is in `region-walk.ts`, which comes along when the page stands. */
export type RegionName = 'main' | 'canvas' | 'inspector' | 'below' | 'bar' | 'rail' | 'side'
