"""The money of the contract: invoices, certificates, payments, securities, compensation."""
