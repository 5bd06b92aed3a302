/** The longer side of a small version of a picture, in pixels: sharp enough for a bubble on a phone. */
const thumbnailPixels = 640;
/** A small version is worth a second file only if it is this much smaller. */
const worthwhileShare = 0.6;
/** These move, which a small version would not. */
const moving: ReadonlySet<string> = new Set(['image/gif']);

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly thumbnail?: File;
}

/** @returns `undefined` for a file that this browser cannot show as a picture */
export async function readPicture(file: File): Promise<Picture | undefined> {
  if (!file.type.startsWith('image/')) return undefined;
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  const { width, height } = bitmap;
  const thumbnail = moving.has(file.type) ? undefined : await shrink(bitmap, file);
  bitmap.close();
  return { width, height, ...(thumbnail ? { thumbnail } : {}) };
}

async function shrink(bitmap: ImageBitmap, file: File): Promise<File | undefined> {
  const scale = thumbnailPixels / Math.max(bitmap.width, bitmap.height);
  if (scale >= 1) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.8));
  if (blob?.type !== 'image/webp' || blob.size > file.size * worthwhileShare) return undefined;
  return new File([blob], `${file.name}.webp`, { type: blob.type });
}
