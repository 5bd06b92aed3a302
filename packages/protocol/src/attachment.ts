import * as v from 'valibot';

/** The media types that can be attached. None of them runs in a browser as a page of the site that shows it. */
export const attachmentTypes = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/webm',
  'video/mp4',
  'video/webm',
  'application/pdf',
  'application/zip',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'text/plain',
  'text/csv',
] as const;

export type AttachmentType = (typeof attachmentTypes)[number];

/** Whether files of a media type can be attached. */
export const isAttachmentType = (type: string): type is AttachmentType =>
  attachmentTypes.some((known) => known === type);

/** A file that belongs to a message. The frame `attachment.get` asks for links to it. */
export const attachmentFields = {
  attachmentId: v.string(),
  name: v.string(),
  /** The media type. */
  type: v.string(),
  /** Bytes. */
  size: v.number(),
};

export const attachmentSchema = v.object({
  ...attachmentFields,
  /** Of a picture: pixels. */
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  /** A small version of the picture, an attachment of its own. */
  thumbnailId: v.optional(v.string()),
});

export type Attachment = v.InferOutput<typeof attachmentSchema>;
