export { type HttpCallAnswer, httpCall } from './aws/http-call.ts';
export { findParameter, getParameter } from './aws/parameters.ts';
export {
  type AwsAccess,
  type AwsRequest,
  AwsRequestError,
  accessIn,
  jsonCall,
  presignedUrl,
  sendSigned,
} from './aws/signed-request.ts';
