/**
 * Types of resources that nothing on one machine has to do for: they watch, name, secure or show what runs. Their references are
 * resolved, and the rules of what AWS refuses look at them.
 */
const inertTypes: ReadonlySet<string> = new Set([
  'aws_acm_certificate',
  'aws_acm_certificate_validation',
  'aws_api_gateway_account',
  'aws_apigatewayv2_api_mapping',
  'aws_apigatewayv2_domain_name',
  'aws_appautoscaling_policy',
  'aws_appautoscaling_target',
  'aws_budgets_budget',
  'aws_cloudfront_cache_policy',
  'aws_cloudfront_distribution',
  'aws_cloudfront_function',
  'aws_cloudfront_origin_access_control',
  'aws_cloudfront_origin_request_policy',
  'aws_cloudfront_response_headers_policy',
  'aws_cloudwatch_dashboard',
  'aws_cloudwatch_log_metric_filter',
  'aws_cloudwatch_metric_alarm',
  'aws_dynamodb_contributor_insights',
  'aws_route53_record',
  'aws_s3_bucket_lifecycle_configuration',
  'aws_s3_bucket_ownership_controls',
  'aws_s3_bucket_policy',
  'aws_s3_bucket_public_access_block',
  'aws_s3_bucket_server_side_encryption_configuration',
  'aws_s3_object',
  'aws_ses_domain_dkim',
  'aws_ses_domain_identity',
  'aws_ses_domain_mail_from',
  'aws_sns_topic_policy',
  'data.aws_route53_zone',
]);

export const isInert = (type: string): boolean => inertTypes.has(type);
