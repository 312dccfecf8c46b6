// Each is ours, or what the option `components` names in its place.
declare module 'virtual:astro-ota/components/Page' {
  const Page: typeof import('./layouts/Page.astro').default;
  export default Page;
}
declare module 'virtual:astro-ota/components/HomePage' {
  const HomePage: typeof import('./components/HomePage.astro').default;
  export default HomePage;
}
declare module 'virtual:astro-ota/components/AppPage' {
  const AppPage: typeof import('./components/AppPage.astro').default;
  export default AppPage;
}
declare module 'virtual:astro-ota/components/LatestPage' {
  const LatestPage: typeof import('./components/LatestPage.astro').default;
  export default LatestPage;
}
declare module 'virtual:astro-ota/components/ReleasePage' {
  const ReleasePage: typeof import('./components/ReleasePage.astro').default;
  export default ReleasePage;
}
declare module 'virtual:astro-ota/components/HistoryPage' {
  const HistoryPage: typeof import('./components/HistoryPage.astro').default;
  export default HistoryPage;
}
declare module 'virtual:astro-ota/components/CollectionPage' {
  const CollectionPage: typeof import('./components/CollectionPage.astro').default;
  export default CollectionPage;
}
declare module 'virtual:astro-ota/components/CollectionRow' {
  const CollectionRow: typeof import('./components/CollectionRow.astro').default;
  export default CollectionRow;
}
declare module 'virtual:astro-ota/components/SizeChart' {
  const SizeChart: typeof import('./components/SizeChart.astro').default;
  export default SizeChart;
}
declare module 'virtual:astro-ota/components/NotFoundPage' {
  const NotFoundPage: typeof import('./components/NotFoundPage.astro').default;
  export default NotFoundPage;
}
declare module 'virtual:astro-ota/components/Masthead' {
  const Masthead: typeof import('./components/Masthead.astro').default;
  export default Masthead;
}
declare module 'virtual:astro-ota/components/Footer' {
  const Footer: typeof import('./components/Footer.astro').default;
  export default Footer;
}
declare module 'virtual:astro-ota/components/AppRow' {
  const AppRow: typeof import('./components/AppRow.astro').default;
  export default AppRow;
}
declare module 'virtual:astro-ota/components/ReleaseRow' {
  const ReleaseRow: typeof import('./components/ReleaseRow.astro').default;
  export default ReleaseRow;
}
declare module 'virtual:astro-ota/components/ReleaseHead' {
  const ReleaseHead: typeof import('./components/ReleaseHead.astro').default;
  export default ReleaseHead;
}
declare module 'virtual:astro-ota/components/InstallLink' {
  const InstallLink: typeof import('./components/InstallLink.astro').default;
  export default InstallLink;
}
declare module 'virtual:astro-ota/components/ReleaseNotes' {
  const ReleaseNotes: typeof import('./components/ReleaseNotes.astro').default;
  export default ReleaseNotes;
}
declare module 'virtual:astro-ota/components/Requirements' {
  const Requirements: typeof import('./components/Requirements.astro').default;
  export default Requirements;
}
declare module 'virtual:astro-ota/components/NextSteps' {
  const NextSteps: typeof import('./components/NextSteps.astro').default;
  export default NextSteps;
}
declare module 'virtual:astro-ota/components/DeviceCheck' {
  const DeviceCheck: typeof import('./components/DeviceCheck.astro').default;
  export default DeviceCheck;
}
declare module 'virtual:astro-ota/components/Troubles' {
  const Troubles: typeof import('./components/Troubles.astro').default;
  export default Troubles;
}
declare module 'virtual:astro-ota/components/ReleaseChanges' {
  const ReleaseChanges: typeof import('./components/ReleaseChanges.astro').default;
  export default ReleaseChanges;
}
declare module 'virtual:astro-ota/components/Permalink' {
  const Permalink: typeof import('./components/Permalink.astro').default;
  export default Permalink;
}
declare module 'virtual:astro-ota/components/ReleaseDetails' {
  const ReleaseDetails: typeof import('./components/ReleaseDetails.astro').default;
  export default ReleaseDetails;
}
declare module 'virtual:astro-ota/components/QrCode' {
  const QrCode: typeof import('./components/QrCode.astro').default;
  export default QrCode;
}
declare module 'virtual:astro-ota/components/DistributionPage' {
  const DistributionPage: typeof import('./components/DistributionPage.astro').default;
  export default DistributionPage;
}
declare module 'virtual:astro-ota/components/StoreLinks' {
  const StoreLinks: typeof import('./components/StoreLinks.astro').default;
  export default StoreLinks;
}
declare module 'virtual:astro-ota/components/Ways' {
  const Ways: typeof import('./components/Ways.astro').default;
  export default Ways;
}
declare module 'virtual:astro-ota/components/ManagementPage' {
  const ManagementPage: typeof import('./components/ManagementPage.astro').default;
  export default ManagementPage;
}
declare module 'virtual:astro-ota/components/PackagePage' {
  const PackagePage: typeof import('./components/PackagePage.astro').default;
  export default PackagePage;
}
