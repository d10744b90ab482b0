import { pathOf } from './edge-route.ts'
import type { GraphLook } from './graph-look.ts'
import { EDGE_WIDTH, type GraphPicture, routesIn } from './graph-painter.ts'
import { type Box, covers } from './spatial-grid.ts'

/** How far around the view lines are drawn in advance, in parts of its size. */
const MARGIN = 0.25

/**
 * Connections that lead through the view between cards out of sight. They stand among the mounted cards and move with them: until the
 * camera leaves what is drawn there is nothing to do.
 */
export class PassingLines {
  readonly #canvas: Element
  readonly #svg = svgElement('svg')
  #drawn: { picture: GraphPicture; look: GraphLook; area: Box } | undefined

  /** Of the graph that has this canvas below its cards. */
  constructor(canvas: Element) {
    this.#canvas = canvas
    this.#svg.setAttribute('aria-hidden', 'true')
    this.#svg.setAttribute('class', 'passing-lines')
    this.#svg.setAttribute('stroke-width', String(EDGE_WIDTH))
  }

  /** Draws what is left to paint in a view; false, and nothing is drawn, while cards are among that. */
  draw(picture: GraphPicture, look: GraphLook, view: Box): boolean {
    if (picture.afar || hasCardsIn(picture, view)) {
      this.clear()
      return false
    }
    const drawn = this.#drawn
    if (drawn?.picture === picture && drawn.look === look && covers(drawn.area, view)) return true
    const [wide, high] = [view.width * MARGIN, view.height * MARGIN]
    const area = { x: view.x - wide, y: view.y - high, width: view.width + 2 * wide, height: view.height + 2 * high }
    this.#drawn = { picture, look, area }
    this.#svg.replaceChildren(...[...linesIn(picture, look, area)].map(([colour, path]) => lineOf(colour, path)))
    if (!this.#svg.isConnected) this.#canvas.closest('.react-flow')?.querySelector('.react-flow__viewport-portal')?.append(this.#svg)
    return true
  }

  clear(): void {
    if (!this.#drawn) return
    this.#drawn = undefined
    this.#svg.remove()
  }
}

/** Whether a card of the picture is to be seen in an area. */
export function hasCardsIn({ scene, withoutCards }: GraphPicture, area: Box): boolean {
  return scene.grid.within(area).some(({ id }) => !withoutCards.has(id))
}

/** The connections of a picture that lead through an area, as texts of SVG paths by their colour. */
export function linesIn(picture: GraphPicture, look: GraphLook, area: Box): Map<string, string> {
  return new Map([...routesIn(picture, look, { area, scale: 1 })].map(([colour, group]) => [colour, group.map(pathOf).join('')]))
}

function lineOf(colour: string, path: string): SVGPathElement {
  const element = svgElement('path')
  element.setAttribute('d', path)
  element.setAttribute('stroke', colour)
  return element
}

function svgElement<Name extends 'svg' | 'path'>(name: Name): SVGElementTagNameMap[Name] {
  return document.createElementNS('http://www.w3.org/2000/svg', name)
}
