import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Map;
import uk.ac.starlink.vo.HttpStreamParam;
import uk.ac.starlink.vo.UwsJob;
import uk.ac.starlink.vo.UwsJobInfo;
import uk.ac.starlink.vo.UwsStage;

/**
 * Jobs driven by the class with which TOPCAT and STILTS drive theirs.
 * Prints one fact a line: "name value". Exits with 1 if an exception ends it.
 *
 * <p>Arguments: the address of the service, the user, the password.
 */
public class UwsSession {

    private static final int BYTES = 3 * 1024 * 1024;

    public static void main( String[] args ) throws Exception {
        String service = args[ 0 ];
        logIn( service + "/copy", args[ 1 ], args[ 2 ] );
        uploaded( service + "/copy" );
        failed( service + "/fail" );
        aborted( service + "/sleep" );
    }

    /** Java sends credentials ahead, with a body in chunks too, once it was asked. */
    private static void logIn( String url, String user, String password )
            throws Exception {
        Authenticator.setDefault( new Authenticator() {
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication( user, password.toCharArray() );
            }
        } );
        HttpURLConnection list = (HttpURLConnection) new URL( url ).openConnection();
        say( "login.status", list.getResponseCode() );
    }

    /** From creation with a file of several chunks to deletion. */
    private static void uploaded( String url ) throws Exception {
        Map<String,String> texts = new LinkedHashMap<>();
        texts.put( "RUNID", "topcat" );
        texts.put( "text", "a & b" );
        Map<String,HttpStreamParam> files = new LinkedHashMap<>();
        files.put( "image", new Zeros() );
        UwsJob job = UwsJob.createJob( url, texts, files );
        say( "made.url", job.getJobUrl() );
        say( "made.id", job.getJobId() );
        say( "made", job.readInfo() );
        job.postExecutionDuration( 120 );
        job.postDestruction( "2099-01-01T00:00:00.000" );
        say( "changed", job.readInfo() );
        job.start();
        say( "started.stage", UwsStage.forPhase( job.readInfo().getPhase() ) );
        UwsJobInfo end = job.waitForFinish( 1000 );
        say( "end", end );
        for ( UwsJobInfo.Parameter parameter : end.getParameters() ) {
            say( "end.parameter." + parameter.getId(), parameter.getValue() );
        }
        for ( UwsJobInfo.Result result : end.getResults() ) {
            say( "end.result." + result.getId(), result.getHref() );
        }
        say( "end.bytes", length( job.getJobUrl() + "/results/out" ) );
        job.postDelete();
        say( "deleted", job.readInfo() );
    }

    private static void failed( String url ) throws Exception {
        UwsJob job = UwsJob.createJob( url, new LinkedHashMap<>(), null );
        job.start();
        UwsJobInfo end = job.waitForFinish( 1000 );
        say( "failed", end );
        say( "failed.message", end.getError().getMessage() );
        say( "failed.isFatal", end.getError().isFatal() );
    }

    private static void aborted( String url ) throws Exception {
        UwsJob job = UwsJob.createJob( url, new LinkedHashMap<>(), null );
        job.start();
        job.postPhase( "ABORT" );
        say( "aborted", job.waitForFinish( 1000 ) );
    }

    private static long length( String url ) throws Exception {
        try ( java.io.InputStream bytes = new URL( url ).openStream() ) {
            return bytes.readAllBytes().length;
        }
    }

    private static void say( String prefix, UwsJobInfo info ) {
        say( prefix + ".version", info.getUwsVersion() );
        say( prefix + ".phase", info.getPhase() );
        say( prefix + ".jobId", info.getJobId() );
        say( prefix + ".runId", info.getRunId() );
        say( prefix + ".owner", info.getOwnerId() );
        say( prefix + ".duration", info.getExecutionDuration() );
        say( prefix + ".destruction", info.getDestruction() );
    }

    private static void say( String name, Object value ) {
        System.out.println( name + " " + value );
    }

    /** A file that is sent without saying how long it is. */
    private static class Zeros implements HttpStreamParam {
        public Map<String,String> getHttpHeaders() {
            Map<String,String> headers = new LinkedHashMap<>();
            headers.put( "Content-Type", "application/octet-stream" );
            return headers;
        }
        public void writeContent( OutputStream out ) throws java.io.IOException {
            out.write( new byte[ BYTES ] );
        }
        public long getContentLength() {
            return -1;
        }
    }
}
