/** Pixels of an image. */
export interface Dimensions {
  width: number;
  height: number;
}

/**
 * Width and height from the first bytes of an image of a sniffed type; undefined when they cannot be read there. Reads the header
 * alone and decodes nothing, so that an image that claims enormous dimensions costs nothing.
 */
export function dimensions(type: string, head: Uint8Array): Dimensions | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    const found = read(type, view);
    return found && found.width > 0 && found.height > 0 ? found : undefined;
  } catch (error) {
    // Reading behind the end: the header is cut off or lies.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function read(type: string, view: DataView): Dimensions | undefined {
  switch (type) {
    case 'image/png':
      // The first chunk is IHDR. https://www.w3.org/TR/png-3/#11IHDR
      return view.getUint32(12) === 0x49484452 ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined;
    case 'image/gif':
      return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    case 'image/jpeg':
      return jpeg(view);
    case 'image/webp':
      return webp(view);
    default:
      return undefined;
  }
}

/** Walks the segments to the frame header (SOF0 to SOF15, less the three markers in that range that are none). */
function jpeg(view: DataView): Dimensions | undefined {
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Fill bytes before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    const length = view.getUint16(at + 2);
    if (length < 2) return undefined;
    at += 2 + length;
  }
}

/** The three kinds of first chunk. https://developers.google.com/speed/webp/docs/riff_container */
function webp(view: DataView): Dimensions | undefined {
  switch (view.getUint32(12)) {
    case 0x56503820: // 'VP8 '
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 0x5650384c: {
      // 'VP8L': 14 bits each, less one
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: // 'VP8X': 24 bits each, less one
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return undefined;
  }
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
