import { loadedAfterFirstView } from '../../lib/first-view.ts'
import type { GraphLook } from './graph-look.ts'
import { type GraphPicture, paintGraph } from './graph-painter.ts'
import type { PassingLines } from './passing-lines.ts'
import { type Box, covers } from './spatial-grid.ts'

/** The camera, and the size of what it fills on screen. */
export interface LayerView {
  x: number
  y: number
  zoom: number
  width: number
  height: number
}

/** How far around the view is painted in advance, in parts of its size: the camera moves over what is painted. */
const MARGIN = { afar: 0.4, near: 0 }
/** A picture is stretched up to so many times before it is painted anew. */
const STRETCH = 1.5
/** Milliseconds at rest after which a stretched picture is painted sharp. */
const REST_MS = 120

/**
 * The painted part of the graph, below the mounted cards. From afar one canvas holds all of the graph around the view, and a move of the
 * camera only moves it. Near by it holds what is not mounted while cards of that are in view, and is painted with every frame; where only
 * connections lead through between cards out of sight, `lines` holds them and goes with the cards: a canvas in the page costs a quarter of
 * the frames in which nothing is painted on it.
 *
 * - L1 what is on the canvas is never shown at a wrong place: picture and place change in one frame.
 * - L2 at rest the picture is sharp and covers the view.
 */
export class GraphLayer {
  readonly #canvas: HTMLCanvasElement
  /** Comes after the first view; until then what it would draw is painted. */
  #lines: PassingLines | undefined
  #closed = false
  #picture: GraphPicture | undefined
  #look: GraphLook | undefined
  #afar = false
  #view: LayerView | undefined
  #painted: { area: Box; zoom: number } | undefined
  #stale = true
  #frame = 0
  #rest: ReturnType<typeof setTimeout> | undefined

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas
    void loadedAfterFirstView('The lines behind the cards', () => import('./passing-lines.ts')).then((loaded) => {
      if (!loaded || this.#closed) return
      this.#lines = new loaded.PassingLines(canvas)
      this.#ask()
    })
  }

  /** Another picture; painted with the next frame. */
  show(picture: GraphPicture, look: GraphLook, afar: boolean): void {
    this.#picture = picture
    this.#look = look
    this.#afar = afar
    this.#stale = true
    this.#ask()
  }

  /** Another camera. */
  follow(view: LayerView): void {
    this.#view = view
    this.#ask()
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#rest)
    this.#closed = true
    this.#lines?.clear()
  }

  #ask(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#update()
    })
  }

  #update(): void {
    const view = this.#view
    if (!view || view.width === 0 || view.height === 0) return
    if (this.#isInLines(view)) return
    if (this.#stale || !this.#isGoodFor(view)) this.#paint(view)
    this.#place(view)
    clearTimeout(this.#rest)
    if (this.#painted && this.#painted.zoom !== view.zoom) this.#rest = setTimeout(() => this.#sharpen(), REST_MS)
  }

  /** Whether there is nothing to paint: all cards in view are mounted, and lines tell what leads through between others. */
  #isInLines(view: LayerView): boolean {
    if (!this.#lines || !this.#picture || !this.#look || !this.#lines.draw(this.#picture, this.#look, seenBy(view, 0))) return false
    this.#canvas.hidden = true
    this.#canvas.dataset.painted = 'nothing'
    this.#painted = undefined
    return true
  }

  #sharpen(): void {
    this.#stale = true
    this.#ask()
  }

  #isGoodFor(view: LayerView): boolean {
    if (!this.#afar || !this.#painted) return false
    const { area, zoom } = this.#painted
    const stretch = view.zoom / zoom
    return stretch <= STRETCH && stretch >= 1 / STRETCH && covers(area, seenBy(view, 0))
  }

  #paint(view: LayerView): void {
    if (!this.#picture || !this.#look) return
    this.#stale = false
    const area = seenBy(view, this.#afar ? MARGIN.afar : MARGIN.near)
    const ratio = window.devicePixelRatio
    const width = Math.ceil(area.width * view.zoom * ratio)
    const height = Math.ceil(area.height * view.zoom * ratio)
    // Setting a size, even the same one, gives the canvas new memory.
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
    const pen = this.#canvas.getContext('2d')
    if (!pen) return
    const scale = view.zoom * ratio
    const something = paintGraph(pen, this.#picture, this.#look, { area, scale })
    this.#canvas.hidden = !something
    this.#canvas.dataset.painted = this.#afar ? 'all' : something ? 'rest' : 'nothing'
    this.#canvas.style.width = `${width / ratio}px`
    this.#canvas.style.height = `${height / ratio}px`
    this.#painted = { area, zoom: view.zoom }
  }

  #place({ x, y, zoom }: LayerView): void {
    if (!this.#painted) return
    const { area, zoom: paintedZoom } = this.#painted
    this.#canvas.style.transform = `translate(${area.x * zoom + x}px, ${area.y * zoom + y}px) scale(${zoom / paintedZoom})`
  }
}

function seenBy({ x, y, zoom, width, height }: LayerView, margin: number): Box {
  const [wide, high] = [width / zoom, height / zoom]
  return { x: -x / zoom - wide * margin, y: -y / zoom - high * margin, width: wide * (1 + 2 * margin), height: high * (1 + 2 * margin) }
}
