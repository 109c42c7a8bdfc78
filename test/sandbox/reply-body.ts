/** The fields of the replies that these tests look at; which of them a reply has is what the tests are about. */
export interface ReplyBody {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly scope: string;
  readonly error: string;
  readonly errorCode: string;
  readonly errors: readonly {
    readonly errorCode: string;
    readonly parameterName?: string;
    readonly permissionName?: string;
  }[];
  readonly id: string;
  readonly batchId: string;
  readonly batchSize: number;
  readonly processedCount: number;
  readonly status: string;
  readonly creationTime: string;
  readonly rejected: readonly {
    readonly index: number;
    readonly to: readonly string[];
    readonly errorCode: string;
  }[];
  readonly cost?: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly direction: string;
  readonly messageStatus: string;
  readonly segmentCount: number;
  readonly phoneNumber: string;
  readonly features: readonly string[];
  readonly paymentType: string;
  readonly phoneNumberId: string;
  readonly smsCampaignInfo?: { readonly status: string; readonly registrationTier: string };
  readonly country: { readonly name: string };
  readonly numbers: readonly { readonly phoneNumber: string; readonly perMinute: number }[];
  readonly records: readonly ReplyBody[];
  readonly paging: {
    readonly perPage: number;
    readonly pageToken: string;
    readonly firstPageToken: string;
    readonly nextPageToken?: string;
  };
  readonly queued: StatusGroup;
  readonly sent: StatusGroup;
  readonly delivered: StatusGroup;
  readonly deliveryFailed: StatusGroup;
  readonly sendingFailed: StatusGroup;
  readonly optOuts: {
    readonly successful: readonly string[];
    readonly failed: readonly { readonly to: string }[];
  };
  readonly faults: readonly { readonly fault: string; readonly seen: number; readonly fired: number }[];
  readonly settings: Readonly<Record<string, string>>;
  readonly rateViolations: number;
  readonly penaltyViolations: number;
  readonly endpoints: Readonly<
    Record<string, { readonly count: number; readonly outcomes: Record<string, number> }>
  >;
  readonly messageId: string;
  readonly consent: string;
  readonly optStatus: string;
  readonly source: string;
  readonly lastModifiedTime: string;
  readonly failedRecords: readonly unknown[];
  readonly count: number;
  readonly uri: string;
  readonly availability: string;
  readonly readStatus: string;
  readonly subject: string;
  readonly conversationId: number;
  readonly conversation: { readonly id: string };
  readonly attachments: readonly { readonly id: number; readonly uri: string }[];
  readonly smsDeliveryTime?: string;
  readonly deliveryErrorCode?: string;
  readonly navigation: Readonly<Record<string, { readonly uri: string }>>;
}

export interface StatusGroup {
  readonly count: number;
  readonly cost: number;
  readonly errorCodeCounts?: Readonly<Record<string, number>>;
}
